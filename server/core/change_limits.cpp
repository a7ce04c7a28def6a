#include "core/change_limits.hpp"

#include <algorithm>

namespace callbackd::core {
namespace {

Refusal reached(RequestLimit limit, std::string what) {
  Refusal refusal;
  refusal.reason = RefusalReason::kLimitReached;
  refusal.limit = limit;
  refusal.detail = "The limit " + std::string{to_text(limit)} + " is reached: " + std::move(what);
  return refusal;
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
  // These two do not end by themselves, so they name no time after which to try again.
  if (made.count >= limits.in_life) {
    return reached(RequestLimit::kChangesPerCallback, "this callback was changed " +
                                                          std::to_string(made.count) +
                                                          " times and cannot be changed any more.");
  }
  if (renumbers && made.numbers >= limits.numbers_in_life) {
    return reached(RequestLimit::kNumberChanges, "the number of this callback was changed " +
                                                     std::to_string(made.numbers) +
                                                     " times and cannot be changed any more.");
  }
  if (made.paced_until == kNever) return std::nullopt;
  auto const wait = made.paced_until - now - (limits.at_once - 1) * limits.one_each;
  if (wait <= base::Duration{0}) return std::nullopt;
  auto refusal = reached(RequestLimit::kChangesPerMinute,
                         "this callback was changed too often within a minute.");
  refusal.retry_after = std::chrono::ceil<std::chrono::seconds>(wait);
  return refusal;
}

void count_change(ChangesMade& made, bool renumbers, Instant now) {
  auto const from = made.paced_until == kNever ? now : std::max(made.paced_until, now);
  made.paced_until = from + kChangeLimits.one_each;
  ++made.count;
  if (renumbers) ++made.numbers;
}

}  // namespace callbackd::core
