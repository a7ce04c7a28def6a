// Who waits to have a password checked, in LoginFailures' order. A login whose delay is not over
// stays in the line until it is. Among equals the first comes first; whoever has waited for more
// than equals_in_turn comes after all others, the last of them first: when more equals come than
// can be checked, those who are served are served soon. Bounded: the last of the order is dropped,
// and of one source and login no more are kept than can have their turn in time. A value, one
// thread at a time; it reads no clock.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "edge/login_failures.hpp"

namespace callbackd::edge {

class LoginLine {
 public:
  using Time = LoginFailures::Time;
  // Threads beside LoginLimits::threads that only known sources have: a check that is under way is
  // never broken off.
  static constexpr std::size_t kKnownThreads = 1;
  struct Turn {
    std::uint64_t number = 0;
    LoginAttempt attempt;
  };
  struct Dropped {
    std::uint64_t number = 0;
    std::chrono::seconds again{};  // then it may ask again
  };

  LoginLine(LoginLimits const& limits, LoginFailures& failures)
      : limits_(limits), failures_(failures) {}

  // `number`: the caller's name for it. Who is dropped for it may be itself.
  std::optional<Dropped> add(std::uint64_t number, LoginAttempt const& attempt, Time now);
  // `checks`: under way; none: nobody's turn is now.
  std::optional<Turn> next(std::size_t checks, Time now);
  std::vector<Dropped> drop_late(Time now);
  std::optional<Time> wake_at(Time now) const;  // then next() or drop_late() may have something
  std::size_t size() const { return line_.size(); }
  void clear();

 private:
  struct Waiting {
    std::uint64_t number = 0;
    LoginAttempt attempt;
    Time since;
  };
  using Line = std::map<LoginRank, Waiting>;

  std::optional<std::chrono::seconds> refused_for(LoginAttempt const& attempt, Time now) const;
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
