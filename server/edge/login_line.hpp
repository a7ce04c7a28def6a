// LoginLine is the line of logins that wait for their password check. They are ordered by the rank
// that LoginFailures gives them. An attempt whose delay is not over stays in the line. LoginPool
// owns it, and calls it on one thread at a time. It reads no clock.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "edge/login_failures.hpp"

namespace callbackd::edge {

// Equals are attempts whose ranks differ only in the arrival. Among equals the first to arrive is
// checked first. But an attempt that has waited for more than equals_in_turn (1 s) comes after its
// equals, and of several such attempts the newest comes first. So if more equals come than can be
// checked, an attempt that is checked has waited for about a second. Without this rule, each of
// them would wait for about ten seconds.
//
// The line is bounded. If it is too long, the attempt that would be checked last is dropped. A new
// attempt is refused immediately if it could not be checked within waiting_time, or if too many
// attempts of its source and login wait or are being checked. An attempt whose delay is not over is
// also refused if too many attempts of its source wait for the end of their delay.
class LoginLine {
 public:
  using Time = LoginFailures::Time;
  // Further threads beside LoginLimits::threads. They check only passwords of known sources. A
  // check that has begun cannot be stopped. So without these threads a flood could keep all threads
  // busy when a known user comes.
  static constexpr std::size_t kKnownThreads = 1;
  struct Turn {
    std::uint64_t number = 0;
    LoginAttempt attempt;
  };
  struct Dropped {
    std::uint64_t number = 0;
    std::chrono::seconds retry_after{};  // the client may try again after this time
  };

  LoginLine(LoginLimits const& limits, LoginFailures& failures)
      : limits_(limits), failures_(failures) {}

  // Adds an attempt. `number` is the caller's name for it. If the line becomes too long or the
  // attempt is refused, returns the attempt that is dropped: this one or another.
  std::optional<Dropped> add(std::uint64_t number, LoginAttempt const& attempt, Time now);
  // Removes the attempt that is checked next from the line and returns it. `checks` is how many
  // passwords are being checked. nullopt: no attempt can be checked now.
  std::optional<Turn> next(std::size_t checks, Time now);
  std::vector<Dropped> drop_late(Time now);  // removes the attempts that waited for too long
  // The time at which next() and drop_late() must be called again, if no attempt comes and no check
  // ends before: the first end of a delay or of waiting_time. Call it after next() has returned
  // nullopt. nullopt: the line is empty.
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

  std::optional<std::chrono::seconds> retry_after_if_refused(LoginAttempt const& attempt,
                                                             Time now) const;
  bool source_has_too_many_delayed(base::Source source, Time now) const;
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
