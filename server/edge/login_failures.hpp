// LoginFailures counts the logins that failed lately: for each pair of source and login, and for
// each source. From these counts it makes the rank and the delay of an attempt. The rank decides
// which password is checked next. Before the end of the delay the password may not be checked.
// LoginPool owns it, and calls it on one thread at a time. It reads no clock.
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
  std::size_t threads = 2;    // that check passwords; one more checks those of known sources only
  std::size_t waiting = 256;  // attempts that may wait for a thread
  std::size_t waiting_of_pair = 16;        // of one source and login, waiting or being checked
  std::size_t delayed_of_source = 32;      // of one source, waiting for the end of their delay
  std::chrono::seconds waiting_time{10};   // after it an attempt is dropped; longer than any delay
  std::chrono::seconds equals_in_turn{1};  // see LoginLine
  int failures_at_once = 3;                // so many failures of one source and login cause a delay
  std::chrono::seconds delay_first{1};     // doubled by each further failure
  std::chrono::seconds delay_most{8};      // the longest delay
  std::chrono::seconds delay_most_known{2};  // the longest delay of a known source
  std::chrono::minutes forgotten_after{60};  // without another failure, they are forgotten
  std::size_t remembered = 200'000;          // entries for pairs, and as many for networks
  // If an address has so many failures (minus its successes) in a minute, its further attempts in
  // this minute are checked last. Exception: attempts for a login that succeeded from this address
  // in the last 30 days. 0: there is no such rule.
  int address_failures = 50;
};

// One request to log in.
struct LoginAttempt {
  base::Uuid pair;  // the hash of source and login
  base::Source source;
  bool known = false;    // the source is known: this login succeeded from it in the last 30 days
  bool checked = false;  // its password is being checked: LoginFailures::start_check()
};

// The order in which passwords are checked. The smaller rank comes first.
struct LoginRank {
  int kind = 0;  // 0: known source; 1: new source; 2: an address with too many failures
  std::int64_t failures = 0;
  std::int64_t arrival = 0;
  auto operator<=>(LoginRank const&) const = default;
  // Whether the two ranks are equal except for the arrival.
  bool is_equal(LoginRank const& other) const {
    return kind == other.kind && failures == other.failures;
  }
};

// Invariant: the failures of one source never delay another source, and no failure locks a login.
// So a stranger who guesses passwords of a login cannot lock out its owner.
//
// Rank: a source is known for a login that succeeded from it in the last 30 days. Attempts from a
// known source come first, then attempts from new sources, then those from an address with too many
// failures. Among attempts of one of these kinds, fewer failures come first, then the earlier
// arrival. Example: anna failed twice from source S. The next attempt of anna from S then ranks
// with 4 × 2 + 2 = 10 failures. The first attempt of ben from S ranks with 2, and an attempt from
// another source with 0.
//
// Delay: after `failures_at_once` failures of a pair, its next check must wait for `delay_first`.
// Each further failure doubles this time, up to `delay_most`. For a known source it is at most
// `delay_most_known`.
class LoginFailures {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit LoginFailures(LoginLimits const& limits) : limits_(limits) {}

  // Returns when the delay of the attempt ends, which follows from the failures before it. If the
  // result is not after `now`, the attempt is not delayed.
  Time free_at(LoginAttempt const& attempt, Time now) const;
  // The delay between two checks of this source and login. 0: there is no delay.
  std::chrono::seconds delay(LoginAttempt const& attempt, Time now) const;
  // How many attempts of the same source and login are waiting or being checked.
  int under_way(LoginAttempt const& attempt) const;
  // Whether the attempt can be checked while other attempts of the same source and login are being
  // checked. It can if it would have no delay even if all of them failed. Otherwise it waits for
  // their results. So several people who log in at the same time with the right password all
  // succeed. But a guesser gets no more checks by sending many passwords together than by sending
  // them one by one.
  bool may_check(LoginAttempt const& attempt) const;
  void start_check(LoginAttempt& attempt);
  // Registers the attempt and returns its rank. For the ranks of later attempts this attempt counts
  // as a failure, until failed(), succeeded() or abandoned() is called for it.
  LoginRank begin(LoginAttempt const& attempt, Time now);
  void failed(LoginAttempt const& attempt, Time now);
  void succeeded(LoginAttempt const& attempt, Time now);
  void abandoned(LoginAttempt const& attempt);  // its password was not checked at all

 private:
  struct Pair {
    int failures = 0;
    int under_way = 0;
    int checked = 0;  // attempts under way whose password is being checked
    Time failed{};    // when the last failure was
  };
  struct Network {
    int failures = 0;  // less the successes
    int under_way = 0;
    int this_minute = 0;  // the same, counted since `minute`
    Time minute{};
    Time last{};
  };
  using NetworkName = std::pair<std::size_t, std::uint64_t>;  // width and name

  bool is_over(Time last, Time now) const { return now - last >= limits_.forgotten_after; }
  int source_failures(base::Source source, Time now) const;
  bool fails_too_often(base::Source source, Time now) const;
  void count(base::Source source, int change, Time now);
  void make_room(Time now);
  void finish_attempt(LoginAttempt const& attempt);

  LoginLimits const limits_;
  std::int64_t arrived_ = 0;
  // These are ordered maps. Strangers choose the keys, and with a plain hash table they could
  // choose keys that make it slow.
  std::map<base::Uuid, Pair> pairs_;
  std::map<NetworkName, Network> networks_;
};

}  // namespace callbackd::edge
