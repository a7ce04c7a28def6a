// What the voice gateway reports (declared in calls.hpp). An event about an attempt that is over is
// ignored.
#include <algorithm>

#include "core/call_limit.hpp"
#include "core/call_work.hpp"
#include "core/calls.hpp"

namespace callbackd::core {
namespace {

// The callback whose call this leg belongs to; nullptr: over, or never ours.
Callback* in_call_of(Step& step, LegId const& leg) {
  auto* const callback = step.world.find(leg.attempt.callback);
  bool const live = callback && callback->interaction && callback->interaction->call &&
                    callback->attempt_id() == leg.attempt;
  return live ? callback : nullptr;
}

Leg& leg_of(Callback& callback, LegKind kind) {
  auto& call = *callback.interaction->call;
  return kind == LegKind::kAgent ? call.agent : call.contact;
}

void dial_contact(Step& step, Callback& callback) {
  call_reaches_out(step, *last_attempt(callback));
  auto const& queue = *callback.interaction->settings;
  callback.interaction->call->contact = {LegState::kDialing, step.serial};
  step.order(Dial{{callback.attempt_id(), LegKind::kContact},
                  base::to_text(last_attempt(callback)->phone),
                  queue.caller_id,
                  queue.ring_timeout,
                  queue.detect_machine});
}

void connect(Step& step, Callback& callback) {
  auto& attempt = *last_attempt(callback);
  callback.interaction->call->status = CallStatus::kConnected;
  step.order(Mix{attempt.id});
  if (attempt.answered_at) return;  // adopted after a restart
  attempt.answered_at = step.now;
  step.world.last_agents.use(attempt.phone) = callback.agent;
  step.records.put(attempt);
  step.log(callback, EventType::kCallAnswered,
           {{"attempt_number", static_cast<std::int64_t>(callback.attempt_number)}});
}

void machine_answered(Step& step, Callback& callback) {
  auto& call = *callback.interaction->call;
  call.outcome = AttemptOutcome::kMachine;
  call.cause = "machine";
  begin_end(step, callback);
}

void on(Step& step, LegRinging const& event) {
  auto* const callback = in_call_of(step, event.leg);
  if (!callback || leg_of(*callback, event.leg.kind).state != LegState::kDialing) return;
  leg_of(*callback, event.leg.kind).state = LegState::kRinging;
  step.interaction_changed(*callback);
}

void on(Step& step, LegAnswered const& event) {
  auto* const callback = in_call_of(step, event.leg);
  if (!callback) return;
  auto& leg = leg_of(*callback, event.leg.kind);
  // After a restart the snapshot alone says how the call stands: an agent's leg that is heard of
  // before it must not dial a contact who may have been dialled already.
  if (leg.state != LegState::kDialing && leg.state != LegState::kRinging) return;
  step.touch(*callback);
  leg.state = LegState::kUp;
  step.interaction_changed(*callback);
  if (callback->interaction->call->ending) return;  // a hang-up is on its way
  if (event.leg.kind == LegKind::kAgent) return dial_contact(step, *callback);
  if (event.machine) return machine_answered(step, *callback);
  connect(step, *callback);
}

void on(Step& step, LegEnded const& event) {
  if (auto* const callback = in_call_of(step, event.leg)) leg_ended(step, *callback, event);
}

bool is_live(SnapshotTaken const& snapshot, LegId const& leg) {
  return std::binary_search(snapshot.live.begin(), snapshot.live.end(), leg);
}

// Legs that the snapshot could know but does not are gone.
bool gone(Step const& step, Leg const& leg, bool live) {
  bool const believed = leg.state != LegState::kNone && leg.state != LegState::kEnded;
  return believed && !live && leg.ordered <= step.world.snapshot_asked;
}

void reconcile(Step& step, Callback& callback, SnapshotTaken const& snapshot) {
  auto& call = *callback.interaction->call;
  LegId const agent{callback.attempt_id(), LegKind::kAgent};
  LegId const contact{callback.attempt_id(), LegKind::kContact};
  bool const both = is_live(snapshot, agent) && is_live(snapshot, contact);
  bool const restored = call.agent.state == LegState::kAsked;
  step.touch(callback);
  if (restored && both && !call.ending) {
    call.agent.state = LegState::kUp;
    call.contact.state = LegState::kUp;
    step.interaction_changed(callback);
    return connect(step, callback);
  }
  bool const agent_gone = gone(step, call.agent, is_live(snapshot, agent));
  bool const contact_gone = gone(step, call.contact, is_live(snapshot, contact));
  if (!agent_gone && !contact_gone) return;
  if (!call.ending) {
    call.outcome = AttemptOutcome::kLost;
    call.cause = "not in the gateway's snapshot";
  }
  if (agent_gone) leg_ended(step, callback, {agent, AttemptOutcome::kLost, call.cause});
  // The first end may have closed the attempt, and the callback may be gone from this agent.
  bool const open = callback.interaction && callback.interaction->call;
  if (contact_gone && open) leg_ended(step, callback, {contact, AttemptOutcome::kLost, call.cause});
}

void on(Step& step, SnapshotTaken const& snapshot) {
  for (auto& agent : step.world.roster.agents()) {
    auto const work = agent.work;
    for (auto* callback : work) {
      if (callback->interaction && callback->interaction->call) {
        reconcile(step, *callback, snapshot);
      }
    }
  }
  for (auto const& leg : snapshot.live) {
    if (!in_call_of(step, leg)) step.order(HangUp{leg});  // of an attempt that is over
  }
}

void on(Step& step, LinkChanged const& event) {
  step.world.voice_up = event.up;
  if (event.up) ask_what_lives(step);
}

}  // namespace

void ask_what_lives(Step& step) {
  step.world.snapshot_asked = step.serial;
  step.order(TakeSnapshot{});
}

AnswerBody handle(Step& step, VoiceEvent const& event) {
  std::visit([&](auto const& of_kind) { on(step, of_kind); }, event);
  return Nothing{};
}

}  // namespace callbackd::core
