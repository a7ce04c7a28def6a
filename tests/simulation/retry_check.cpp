// Checks what the retry policy does after a failed attempt. Part of Checker, which checker.hpp
// declares.
#include <algorithm>

#include "simulation/checker.hpp"
#include "simulation/numbers.hpp"

namespace callbackd::simulation {

using core::AttemptOutcome;
using core::EventType;

namespace {

// Whether, under this definition, the callback is allowed to end although its retry policy has
// attempts left. This is so in two cases: the number may not be called any more, or the customer's
// time can end before the next attempt.
bool ends_by(core::SitePtr const& site, CallbackRow const& row, base::PhoneNumber phone,
             Instant wanted) {
  if (!passes(*site, phone)) return true;
  auto const* const queue = queue_in(site, row.queue);
  bool const open = queue && offerable_at(site, *queue, wanted);
  bool const counted = site->company.calls_per_number_per_day > 0;
  return row.not_after_given && (row.expires_at <= wanted || !open || counted);
}

}  // namespace

void Checker::judge_retry(CallbackFacts const& it, CallbackRow const& before,
                          core::EventRow const& event) {
  auto const id = event.callback;
  auto const found = attempted_.find(id);
  if (found != attempted_.end() && !found->second.closed) {
    bool const closes = event.type == EventType::kInteractionClosed;
    bool const by_policy = text_in(event, "cause") == "retry";
    if (!closes || (!by_policy && !event.by.starts_with("agent:"))) {
      report_.violated("{}: its call failed and the policy did nothing", name(id));
    }
    found->second.closed = true;
    if (!by_policy) attempted_.erase(found);  // the agent acted before the policy
    return;
  }
  if (found != attempted_.end()) {
    auto const attempted = found->second;
    attempted_.erase(found);
    return decided(it, event, attempted);
  }
  if (text_in(event, "cause") == "retry") report_.violated("{}: a retry for no reason", name(id));
  bool const failed = event.type == EventType::kCallEnded && it.interaction;
  if (!failed || core::is_final(before.state)) return;
  auto const* queue = queue_in(it.interaction->site, it.row.queue);
  if (queue == nullptr || queue->retry_mode != core::RetryMode::kAutomatic) return;
  // If the agent dialled a number that the callback never had, the attempt says nothing about the
  // customer's number. So the retry policy does not count it.
  auto const& attempt = facts.attempts.at({id, it.row.attempt_number});
  if (!it.phones.contains(attempt.phone)) return;
  auto const outcome = core::from_text<AttemptOutcome>(text_in(event, "outcome")).value();
  if (outcome != AttemptOutcome::kInvalid && !queue->retries.contains(outcome)) return;
  attempted_[id] = {outcome, event.at, it.interaction->site, false};
}

void Checker::decided(CallbackFacts const& it, core::EventRow const& event,
                      Attempted const& attempted) {
  auto const id = event.callback;
  auto const& row = it.row;
  if (row.cancel_requested) {
    if (event.type != EventType::kCancelled) report_.violated("{}: not cancelled", name(id));
    return;
  }
  auto const& queue = *queue_in(attempted.site, row.queue);
  bool const invalid = attempted.outcome == AttemptOutcome::kInvalid;
  auto const rule = invalid ? core::RetryRule{} : queue.retries.at(attempted.outcome);
  auto const spent = std::count_if(
      facts.attempts.lower_bound({id, 0}), facts.attempts.upper_bound({id, row.attempt_number}),
      [&](auto const& entry) { return entry.second.outcome == attempted.outcome; });
  auto const wanted = attempted.at + rule.after;
  bool const exhausted = spent >= rule.attempts;
  auto const phone = facts.attempts.at({id, row.attempt_number}).phone;
  if (event.type == EventType::kFailed) {
    bool const ended = std::ranges::any_of(
        in_force_, [&](core::SitePtr const& site) { return ends_by(site, row, phone, wanted); });
    if (!exhausted && !ended) report_.violated("{}: failed with attempts left", name(id));
    return;
  }
  auto const* now_queue = queue_in(facts.site, row.queue);
  if (exhausted) return report_.violated("{}: is tried more often than allowed", name(id));
  if (event.type != EventType::kScheduled && event.type != EventType::kQueued) {
    return report_.violated("{}: nothing became of it", name(id));
  }
  if (row.due_at < wanted) report_.violated("{}: is tried again too early", name(id));
  if (definition_changes() || now_queue == nullptr) return;
  if (!passes(*facts.site, phone))
    report_.violated("{}: is tried again, and its number is not called", name(id));
  if (!offerable_at(facts.site, *now_queue, row.due_at)) {
    report_.violated("{}: is to be tried again while its queue is closed", name(id));
  }
  if (facts.site->company.calls_per_number_per_day > 0) return;  // memory_check.cpp checks this
  if (row.due_at > wanted && offerable_at(facts.site, *now_queue, wanted)) {
    report_.violated("{}: is tried again too late", name(id));
  }
}

}  // namespace callbackd::simulation
