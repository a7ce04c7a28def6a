#include "core/rules/change_limits.hpp"

#include <string>

#include "base/pace.hpp"
#include "core/messages/limit_refusal.hpp"

namespace callbackd::core {
namespace {

constexpr auto kShare = base::Pace::per_minute(kChangeLimits.per_minute);

base::Pace pace_of(ChangesMade const& made) {
  return made.paced_until == kNever ? base::Pace{} : base::Pace{made.paced_until};
}

std::string many_times(std::string const& what, std::uint16_t count) {
  return what + " was changed " + std::to_string(count) + " times and cannot be changed any more.";
}

}  // namespace

ChangesMade* changes_by(Actor::Kind kind, Callback& callback) {
  switch (kind) {
    case Actor::Kind::kCustomer:
      return &callback.token_changes;
    case Actor::Kind::kSite:
      return &callback.key_changes;
    case Actor::Kind::kServer:
    case Actor::Kind::kAgent:
    case Actor::Kind::kSupervisor:
      break;
  }
  return nullptr;
}

std::optional<Refusal> check_change(ChangesMade const& made, bool renumbers, Instant now) {
  auto const& limits = kChangeLimits;
  // The two limits for the whole life of the callback never end, so the refusals for them have no
  // retry_after.
  if (made.count >= limits.in_life) {
    return limit_reached(RequestLimit::kChangesPerCallback, {},
                         many_times("this callback", made.count));
  }
  if (renumbers && made.numbers >= limits.numbers_in_life) {
    return limit_reached(RequestLimit::kNumberChanges, {},
                         many_times("the number of this callback", made.numbers));
  }
  auto const wait = pace_of(made).wait(kShare, now);
  if (wait == base::Duration{0}) return std::nullopt;
  return limit_reached(RequestLimit::kChangesPerMinute, wait,
                       "this callback was changed too often within a minute.");
}

void count_change(ChangesMade& made, bool renumbers, Instant now) {
  auto pace = pace_of(made);
  pace.count(kShare, now);
  made.paced_until = pace.until();
  ++made.count;
  if (renumbers) ++made.numbers;
}

}  // namespace callbackd::core
