#include "core/read/retry_policy.hpp"

#include <algorithm>

#include "core/read/call_limit.hpp"
#include "core/read/dialling.hpp"

namespace callbackd::core {
namespace {

// The last attempt, if it has ended and belongs to the open interaction; else nullptr.
AttemptRow const* last_ended(Callback const& callback) {
  if (!callback.interaction || callback.call || !callback.extra) return nullptr;
  auto const& attempts = callback.extra->attempts;
  if (attempts.empty() || !attempts.back().outcome) return nullptr;
  bool const in_this_one = attempts.back().interaction_number == callback.interaction_number;
  return in_this_one ? &attempts.back() : nullptr;
}

std::uint32_t spent(Callback const& callback, AttemptOutcome outcome) {
  auto const& attempts = callback.extra->attempts;
  return static_cast<std::uint32_t>(
      std::count_if(attempts.begin(), attempts.end(),
                    [&](AttemptRow const& attempt) { return attempt.outcome == outcome; }));
}

// The cause for which the policy gives the callback up; nullopt: the policy does not give it up.
std::optional<Cause> gives_up(World const& world, Callback const& callback,
                              RetryView const& retry) {
  if (!retry.at) return Cause::kAttemptsExhausted;
  if (auto const problem = dialling_problem(world, callback)) {
    return problem->rule == "blocked" ? Cause::kBlocked : Cause::kNumberRefused;
  }
  bool const too_late = callback.not_after_given && *retry.at >= callback.expires_at;
  return too_late ? std::optional{Cause::kWindowOver} : std::nullopt;
}

}  // namespace

std::optional<RetryView> proposed_retry(World const& world, Callback const& callback) {
  auto const* attempt = last_ended(callback);
  if (!attempt) return std::nullopt;
  auto const outcome = *attempt->outcome;
  auto const& rules = callback.interaction->settings->retries;
  auto const rule = rules.find(outcome);
  if (rule == rules.end()) return std::nullopt;
  auto const allowed = static_cast<std::uint32_t>(rule->second.attempts);
  RetryView retry;
  retry.outcome = outcome;
  retry.attempts_left = allowed - std::min(allowed, spent(callback, outcome));
  if (retry.attempts_left == 0) return retry;
  retry.at = first_callable(world, callback, *attempt->ended_at + rule->second.after);
  return retry;
}

AfterAttempt after_attempt(World const& world, Callback const& callback) {
  auto const* attempt = last_ended(callback);
  bool const automatic =
      attempt && callback.interaction->settings->retry_mode == RetryMode::kAutomatic;
  if (!automatic || is_final(callback.state)) return AgentDecides{};
  // The agent called another number, so the outcome says nothing about the callback's own number.
  if (attempt->phone != callback.phone) return AgentDecides{};
  auto const retry = proposed_retry(world, callback);
  bool const invalid = attempt->outcome == AttemptOutcome::kInvalid;
  if (!retry && !invalid) return AgentDecides{};
  if (callback.cancel_requested) return CancelAsAsked{};
  if (invalid) return GiveUp{Cause::kNumberInvalid};
  if (auto const cause = gives_up(world, callback, *retry)) return GiveUp{*cause};
  return CallAgain{*retry->at};
}

}  // namespace callbackd::core
