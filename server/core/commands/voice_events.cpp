#include "core/commands/voice_events.hpp"

#include <algorithm>

#include "core/commands/leg_ended.hpp"
#include "core/read/call_reads.hpp"
#include "core/read/dialling.hpp"
#include "core/rules/call_changes.hpp"
#include "core/rules/call_counts.hpp"
#include "core/rules/call_end.hpp"
#include "core/rules/consultations.hpp"
#include "core/rules/outside_legs.hpp"
#include "core/rules/parties.hpp"
#include "core/rules/transfers.hpp"

namespace callbackd::core {
namespace {

// The callback whose call has this leg. nullptr: the attempt is over, or the leg was never dialled
// by this server.
Callback* in_call_of(Step& step, LegId const& leg) {
  auto* const callback = step.world.find(leg.attempt.callback);
  bool const live = callback && callback->call && callback->attempt_id() == leg.attempt &&
                    callback->call->find_leg(leg.number);
  return live ? callback : nullptr;
}

// Ends the call because the dialling rules refuse the contact's number: the definition changed
// while the agent's phone rang.
void contact_refused(Step& step, Callback& callback) {
  auto& call = *callback.call;
  call.outcome = AttemptOutcome::kFailed;
  call.cause = to_text(Cause::kNumberRefused);
  start_ending(step, callback);
}

void dial_contact(Step& step, Callback& callback) {
  auto& call = *callback.call;
  if (refuse_number(step.world, callback.site, call.contact_number)) {
    return contact_refused(step, callback);
  }
  call_reaches_out(step, *last_attempt(callback));
  call.contact.state = LegState::kDialing;
  call.contact.ordered = step.serial;
  step.order(Ringback{leg_id(callback, call.agent.number)});
  auto order = dial_order(callback, call.contact.number);
  order.detect_machine = callback.interaction->settings->detect_machine;
  call.contact.ends_at = dial_outside(step, callback, call.contact_number, std::move(order));
}

void contact_answered(Step& step, Callback& callback) {
  auto& attempt = *last_attempt(callback);
  if (attempt.answered_at) return;  // the row had it before a restart
  attempt.answered_at = step.now;
  set_status(step, callback, CallStatus::kConnected);
  note_last_agent(step, callback);
  step.records.put(attempt);
  step.log(callback, EventType::kCallAnswered,
           {{"attempt_number", static_cast<std::int64_t>(callback.attempt_number)}});
}

void on_contact_up(Step& step, Callback& callback) {
  bring_together(step, callback);
  contact_answered(step, callback);
}

void machine_answered(Step& step, Callback& callback) {
  auto& call = *callback.call;
  call.outcome = AttemptOutcome::kMachine;
  call.cause = to_text(*call.outcome);
  start_ending(step, callback);
}

// Called when the owner's leg answered. If the contact was not dialled yet, the contact is dialled
// now. Otherwise the owner has taken the call over, or was called back, and joins the contact.
void on_owner_up(Step& step, Callback& callback) {
  if (callback.call->contact.state == LegState::kNone) return dial_contact(step, callback);
  owner_answered(step, callback);
  bring_together(step, callback);
  note_last_agent(step, callback);
}

void on_party_up(Step& step, Callback& callback, Party& party) {
  switch (party.row.role) {
    case PartyRole::kConsulted:
      return on_consulted_up(step, callback, party);
    case PartyRole::kTarget:
      party_answered(step, callback, party);
      return let_contact_go(step, callback, party.leg.number);
    case PartyRole::kMember:
    case PartyRole::kOwner:
      party_answered(step, callback, party);
      step.order(Join{leg_id(callback, party.leg.number), MixNumber::kCall});
      return step.interaction_changed(callback);
  }
}

void on(Step& step, LegRinging const& event) {
  auto* const callback = in_call_of(step, event.leg);
  if (!callback) return;
  auto& leg = *callback->call->find_leg(event.leg.number);
  if (leg.state != LegState::kDialing) return;
  leg.state = LegState::kRinging;
  step.interaction_changed(*callback);
}

void on(Step& step, LegAnswered const& event) {
  auto* const callback = in_call_of(step, event.leg);
  if (!callback) return;
  auto& call = *callback->call;
  auto& leg = *call.find_leg(event.leg.number);
  // An event about a leg in state kAsked is ignored, because the gateway's snapshot decides about
  // this leg. After a restart, only the snapshot shows whether the contact was dialled already. So
  // an answer of the agent's leg must not dial the contact.
  if (leg.state != LegState::kDialing && leg.state != LegState::kRinging) return;
  step.touch(*callback);
  leg.state = LegState::kUp;
  step.interaction_changed(*callback);
  if (call.ending) return;  // the call is about to be hung up
  if (&leg == &call.agent) return on_owner_up(step, *callback);
  if (&leg != &call.contact) return on_party_up(step, *callback, *call.find_party(leg.number));
  if (event.machine) return machine_answered(step, *callback);
  on_contact_up(step, *callback);
}

// Whether the end of the owner's leg must be ignored for now. It must be ignored between a restart
// and the gateway's snapshot, in two cases. In the first case, the call has a member whose leg is
// in state kAsked. Only the snapshot tells whether this member can take the call over. In the
// second case, the owner never answered, and only the snapshot tells whether the contact is still
// there. When the snapshot comes, it does not have the owner's leg, and then leg_ended() is called.
bool end_must_wait_for_snapshot(Call const& call, LegNumber ended) {
  if (call.agent.number != ended || call.agent.state != LegState::kAsked) return false;
  bool const never_came = call.owner && !call.owner->answered_at;
  if (never_came && call.contact.state == LegState::kAsked) return true;
  return std::any_of(call.parties.begin(), call.parties.end(), [](Party const& party) {
    return party.row.role == PartyRole::kMember && party.leg.state == LegState::kAsked;
  });
}

void on(Step& step, LegEnded const& event) {
  auto* const callback = in_call_of(step, event.leg);
  if (!callback || end_must_wait_for_snapshot(*callback->call, event.leg.number)) return;
  leg_ended(step, *callback, event);
}

// The hold key of the agent's phone does the same as the commands hold and resume.
void on(Step& step, LegHeld const& event) {
  auto* const callback = in_call_of(step, event.leg);
  if (!callback || callback->call->agent.number != event.leg.number) return;
  auto const status = call_status(*callback);
  bool const holds = event.held && is_together(*callback) && status == CallStatus::kConnected;
  bool const resumes = !event.held && may_resume(*callback);
  if (!holds && !resumes) return;
  begin_change_by_agent(step, *callback);
  holds ? hold(step, *callback) : resume(step, *callback);
}

// The leg in the snapshot; nullptr: the snapshot does not have it.
LiveLeg const* find_live(SnapshotTaken const& snapshot, LegId const& leg) {
  auto const found =
      std::lower_bound(snapshot.live.begin(), snapshot.live.end(), leg,
                       [](LiveLeg const& one, LegId const& other) { return one.leg < other; });
  return found != snapshot.live.end() && found->leg == leg ? &*found : nullptr;
}

// Whether a leg has ended without an event. This is so if the core counts it as live, the snapshot
// does not have it, and it was not ordered after the snapshot was asked for. If a leg was ordered
// later, it can live although the snapshot does not have it.
bool is_gone(Step const& step, Callback const& callback, Leg const& leg,
             SnapshotTaken const& snapshot) {
  return leg.lives() && leg.ordered <= step.world.snapshot_asked &&
         !find_live(snapshot, leg_id(callback, leg.number));
}

std::vector<LegNumber> legs_of(Call const& call) {
  std::vector<LegNumber> legs{call.agent.number, call.contact.number};
  for (auto const& party : call.parties) legs.push_back(party.leg.number);
  return legs;
}

// After a restart: orders every live leg again to the place where it belongs: in a mix (where legs
// hear each other), on hold, or with a ringing tone. The reason is that the last orders may never
// have reached the gateway. A repeated order does no harm. `owner_is_new`: the owner had taken the
// call over, or was called back, and had not answered when the last server ended.
void put_in_place(Step& step, Callback& callback, bool owner_is_new) {
  auto& call = *callback.call;
  if (call.contact.state != LegState::kUp) return;
  if (!callback.interaction) return step.order(Hold{leg_id(callback, call.contact.number)});
  join_members(step, callback);
  if (owner_is_new && call.agent.state == LegState::kUp) note_last_agent(step, callback);
  if (call.agent.state == LegState::kDialing || call.agent.state == LegState::kRinging) {
    return step.order(Ringback{leg_id(callback, call.contact.number)});
  }
  auto* const aside = call.aside();
  // The target of a transfer answered while no server was running: the contact goes to the target
  // now.
  if (aside && aside->row.role == PartyRole::kTarget && aside->talks()) {
    return on_party_up(step, callback, *aside);
  }
  // A call that was on hold stays on hold. There is one exception: if the owner is new, the status
  // kOnHold meant only that the contact waited for this owner.
  bool const up = call.agent.state == LegState::kUp;
  bool const on_hold = call.status == CallStatus::kOnHold && up && !owner_is_new;
  if (!aside && !on_hold) return on_contact_up(step, callback);
  if (aside && aside->row.role == PartyRole::kTarget) {
    return step.order(Ringback{leg_id(callback, call.contact.number)});
  }
  step.order(Hold{leg_id(callback, call.contact.number)});
  if (aside && aside->row.role == PartyRole::kConsulted && aside->talks()) {
    on_consulted_up(step, callback, *aside);
  } else if (!aside) {
    step.order(Join{leg_id(callback, call.agent.number), MixNumber::kCall});
  }
}

// Called when a restored leg turns out to have answered while no server was running. Writes the
// answer, if no row has it yet.
void record_missed_answer(Step& step, Callback& callback, LegNumber number) {
  auto& call = *callback.call;
  if (number == call.contact.number) return contact_answered(step, callback);
  if (number == call.agent.number) return owner_answered(step, callback);
  auto& party = *call.find_party(number);
  // The party's row has the answer. But clients that connected since the restart were told that the
  // leg rings, so they are told again.
  if (party.row.answered_at) return tell_consultation(step, callback, party);
  party_answered(step, callback, party);
}

// After a restart: a restored leg (kAsked) that is in the snapshot gets its state from the
// snapshot.
void adopt(Step& step, Callback& callback, SnapshotTaken const& snapshot) {
  auto& call = *callback.call;
  for (auto const number : legs_of(call)) {
    auto& leg = *call.find_leg(number);
    auto const* const live = find_live(snapshot, leg_id(callback, number));
    if (live && leg.state == LegState::kAsked) {
      leg.state = live->answered ? LegState::kUp : LegState::kRinging;
      if (live->answered) record_missed_answer(step, callback, number);
    }
  }
  step.interaction_changed(callback);
}

std::optional<LegNumber> unanswered_owner(Call const& call) {
  if (!call.owner || call.owner->answered_at) return std::nullopt;
  return call.agent.number;
}

// Makes one call agree with the snapshot, in three parts. First, adopt() gives restored legs their
// states. Second, every leg that is gone is treated as if it had ended just now, with the outcome
// kLost. Third, if the call was restored and still goes on, put_in_place() orders all legs to their
// places. A leg that is gone can end the call or give the callback to another agent, so every leg
// is looked up again.
void reconcile(Step& step, Callback& callback, SnapshotTaken const& snapshot) {
  bool const restored = callback.call->agent.state == LegState::kAsked ||
                        callback.call->contact.state == LegState::kAsked;
  step.touch(callback);
  auto const waited = unanswered_owner(*callback.call);
  if (restored) adopt(step, callback, snapshot);
  for (auto const number : legs_of(*callback.call)) {
    auto* const leg = callback.call ? callback.call->find_leg(number) : nullptr;
    if (!leg || !is_gone(step, callback, *leg, snapshot)) continue;
    leg_ended(step, callback,
              {leg_id(callback, number), AttemptOutcome::kLost, "not in the gateway's snapshot"});
  }
  // Nothing is left to do if the loop above has closed the attempt.
  if (!restored || !callback.call || callback.call->ending) return;
  put_in_place(step, callback, waited && waited == callback.call->agent.number);
}

void on(Step& step, SnapshotTaken const& snapshot) {
  for (auto& agent : step.world.roster.agents()) {
    auto const work = agent.work;
    for (auto* callback : work) {
      if (callback->interaction && callback->call) reconcile(step, *callback, snapshot);
    }
  }
  auto const on_hold = step.world.calls_on_hold;
  for (auto const id : on_hold) reconcile(step, *step.world.find(id), snapshot);
  for (auto const& live : snapshot.live) {
    // A callback that the server could not read back when it started is in `left_out`. Nothing is
    // done about its legs, because it is not known whether people talk on them.
    if (step.world.left_out.contains(live.leg.attempt.callback)) continue;
    // A leg of any other callback is hung up if the core does not count it as live. Its attempt is
    // over, or the order to hang it up was lost when the last server ended.
    auto* const callback = in_call_of(step, live.leg);
    bool const ours = callback && callback->call->find_leg(live.leg.number)->lives();
    if (!ours) step.order(HangUp{live.leg});
  }
}

void on(Step& step, LinkChanged const& event) {
  step.world.voice_up = event.up;
  step.world.voice_simulated = event.simulated;
  if (event.up) order_snapshot(step);
}

}  // namespace

void order_snapshot(Step& step) {
  step.world.snapshot_asked = step.serial;
  step.order(TakeSnapshot{});
}

AnswerBody handle(Step& step, VoiceEvent const& event) {
  std::visit([&](auto const& of_kind) { on(step, of_kind); }, event);
  return Nothing{};
}

}  // namespace callbackd::core
