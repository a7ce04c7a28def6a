// What failed lately, counted for each source and login together and for each source: decides whose
// password is checked next, and how long a source waits before its next guess at one login. Nothing
// here locks a login: a source's failures never delay another source. A value, one thread at a
// time; it reads no clock.
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
  std::size_t threads = 2;   // that check passwords, and one more for known sources
  std::size_t waiting = 64;  // for one of them
  std::chrono::seconds waiting_time{10};
  int failures_at_once = 3;             // of one source and login, before it has to wait
  std::chrono::seconds delay_first{1};  // doubled by each further failure
  std::chrono::seconds delay_most{30};
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
  // The latest first: when more equals come than can be checked, most of them have their turn at
  // once; the other way round all would wait as long as the whole line.
  std::int64_t before_arrival = 0;
  auto operator<=>(LoginRank const&) const = default;
};

class LoginFailures {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit LoginFailures(LoginLimits const& limits) : limits_(limits) {}

  // How long this source has to wait before it may try this login again; 0: not at all.
  std::chrono::seconds delay(LoginAttempt const& attempt, Time now) const;
  // The same when its turn comes: what failed after it had entered counts.
  std::chrono::seconds delay_of_turn(LoginAttempt const& attempt, Time entered, Time now) const;
  // Its turn: false while those of its source and login that are being checked may still be the
  // failures after which it has to wait. So many at once with the right password all pass, and of
  // many guesses at once no more are checked than one by one.
  bool start_check(LoginAttempt& attempt);
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
    Time last{};
    Time failed{};  // the last time
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
