// What failed lately, counted for each source and login together and for each source: decides whose
// password is checked next, and when a source's next guess at one login is. Nothing here locks a
// login: a source's failures never delay another source. A value, one thread at a time; it reads no
// clock.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <utility>

#include "base/source.hpp"
#include "base/uuid.hpp"

namespace callbackd::edge {

struct LoginLimits {
  std::size_t threads = 2;                 // that check passwords, and one more for known sources
  std::size_t waiting = 256;               // for one of them
  std::size_t waiting_of_pair = 16;        // of these: of one source and login
  std::size_t delayed_of_source = 32;      // of these: before their delay is over
  std::chrono::seconds waiting_time{10};   // longer than each delay, so that none is dropped for it
  std::chrono::seconds equals_in_turn{1};  // so long the first of equals comes first
  int failures_at_once = 3;                // of one source and login, before it has to wait
  std::chrono::seconds delay_first{1};     // doubled by each further failure
  std::chrono::seconds delay_most{8};
  std::chrono::seconds delay_most_known{2};  // of a source from which this login succeeded before
  std::chrono::minutes forgotten_after{60};  // without another failure
  std::size_t remembered = 200'000;          // sources and logins; more fail in no hour
  int address_failures =
      50;  // in a minute, less its successes: then its new logins come last; 0: never
};

// Of one request to log in.
struct LoginAttempt {
  base::Uuid pair;  // the hash of source and login
  base::Source source;
  bool known = false;    // this login succeeded from there before
  bool checked = false;  // its password is being checked: LoginFailures::start_check()
};

// In the order of turns.
struct LoginRank {
  int kind = 0;  // 0: known; 1: new; 2: of an address with too many failures
  std::int64_t failures = 0;
  std::int64_t arrival = 0;
  auto operator<=>(LoginRank const&) const = default;
  bool is_equal(LoginRank const& other) const {
    return kind == other.kind && failures == other.failures;
  }
};

class LoginFailures {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit LoginFailures(LoginLimits const& limits) : limits_(limits) {}

  // From when on it may be checked, for what failed before; not after `now`: at once.
  Time free_at(LoginAttempt const& attempt, Time now) const;
  // The time between two checks of this source and login; 0: it need not wait.
  std::chrono::seconds delay(LoginAttempt const& attempt, Time now) const;
  // How many of its source and login are waiting or being checked.
  int under_way(LoginAttempt const& attempt) const;
  // Whether it can be its turn: not while those of its source and login that are being checked may
  // still be the failures after which it has to wait. So many at once with the right password all
  // pass, and of many guesses at once no more are checked than one by one.
  bool may_check(LoginAttempt const& attempt) const;
  void start_check(LoginAttempt& attempt);
  // In the order of turns it counts as a failure until one of the three below says how it went.
  LoginRank begin(LoginAttempt const& attempt, Time now);
  void failed(LoginAttempt const& attempt, Time now);
  void succeeded(LoginAttempt const& attempt, Time now);
  void left(LoginAttempt const& attempt);  // it was not checked at all

 private:
  struct Pair {
    int failures = 0;
    int under_way = 0;
    int checked = 0;  // of those under way
    Time failed{};    // the last time
  };
  struct Network {
    int failures = 0;  // less its successes
    int under_way = 0;
    int this_minute = 0;  // the same, since `minute`
    Time minute{};
    Time last{};
  };
  using NetworkName = std::pair<std::size_t, std::uint64_t>;  // width and name

  bool is_over(Time last, Time now) const { return now - last >= limits_.forgotten_after; }
  int source_failures(base::Source source, Time now) const;
  bool fails_too_often(base::Source source, Time now) const;
  void count(base::Source source, int change, Time now);
  void make_room(Time now);
  void ended(LoginAttempt const& attempt);

  LoginLimits const limits_;
  std::int64_t arrived_ = 0;
  // Ordered, not hashed: strangers choose what is in them.
  std::map<base::Uuid, Pair> pairs_;
  std::map<NetworkName, Network> networks_;
};

}  // namespace callbackd::edge
