// LoginLine is the line of logins that wait for their password check, in the order of
// LoginFailures. An attempt whose delay is not over stays in the line until it is. A value, one
// thread at a time; it reads no clock.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "edge/login_failures.hpp"

namespace callbackd::edge {

// Among equals (the same rank but for the arrival) the first comes first. An attempt that has
// waited for more than equals_in_turn comes after its equals, and of several such attempts the
// newest comes first. So when more equals come than can be checked, those that are checked have
// waited for about a second, and not all of them for ten.
//
// The line is bounded: when it is too long, the last in its order is dropped; and an attempt that
// could not have its turn within waiting_time is refused at once.
class LoginLine {
 public:
  using Time = LoginFailures::Time;
  // Threads beside LoginLimits::threads, for known sources only. A check that has begun cannot be
  // stopped, so without them a flood could keep all threads busy when a known user comes.
  static constexpr std::size_t kKnownThreads = 1;
  struct Turn {
    std::uint64_t number = 0;
    LoginAttempt attempt;
  };
  struct Dropped {
    std::uint64_t number = 0;
    std::chrono::seconds again{};  // the client may try again after this time
  };

  LoginLine(LoginLimits const& limits, LoginFailures& failures)
      : limits_(limits), failures_(failures) {}

  // Adds an attempt; `number` is the caller's name for it. Returns the attempt that is dropped, if
  // any: this one or another.
  std::optional<Dropped> add(std::uint64_t number, LoginAttempt const& attempt, Time now);
  // Takes the attempt whose turn it is out of the line. `checks`: how many are being checked.
  // nullopt: no attempt can have its turn now.
  std::optional<Turn> next(std::size_t checks, Time now);
  std::vector<Dropped> drop_late(Time now);  // takes out those that waited for too long
  // When next() or drop_late() may have a result though no attempt came or ended; nullopt: never.
  std::optional<Time> wake_at(Time now) const;
  std::size_t size() const { return line_.size(); }
  void clear();

 private:
  struct Waiting {
    std::uint64_t number = 0;
    LoginAttempt attempt;
    Time since;
  };
  using Line = std::map<LoginRank, Waiting>;

  std::optional<std::chrono::seconds> retry_if_refused(LoginAttempt const& attempt, Time now) const;
  bool source_keeps_enough(base::Source source, Time now) const;
  bool is_late(Waiting const& waiting, Time now) const;
  Line::iterator first_of_equals(Line::iterator begin, Line::iterator end, Time now);
  Line::iterator last(Time now);
  Line::iterator end_of_equals(Line::iterator begin);
  std::uint64_t remove(Line::iterator at);

  LoginLimits const limits_;
  LoginFailures& failures_;
  Line line_;
};

}  // namespace callbackd::edge
