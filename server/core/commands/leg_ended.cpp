#include "core/commands/leg_ended.hpp"

#include <string>

#include "core/read/call_reads.hpp"
#include "core/rules/call_end.hpp"
#include "core/rules/consultations.hpp"
#include "core/rules/interaction_end.hpp"
#include "core/rules/parties.hpp"
#include "core/rules/transfers.hpp"
#include "core/rules/waiting_calls.hpp"

namespace callbackd::core {
namespace {

LegTurn turn_of_party(PartyRole role) {
  switch (role) {
    case PartyRole::kConsulted:
      return LegTurn::kConsultationOver;
    case PartyRole::kTarget:
      return LegTurn::kOwnerIsCalledBack;
    case PartyRole::kMember:
    case PartyRole::kOwner:
      return LegTurn::kMemberLeft;
  }
  return LegTurn::kMemberLeft;
}

// Whether only the owner is missing from the call: the agent who took the call over never answered,
// the contact is still there, and the callback is not final.
bool only_owner_is_missing(Callback const& callback) {
  auto const& call = *callback.call;
  bool const never_came = call.owner && !call.owner->answered_at;
  return never_came && call.contact.state == LegState::kUp && !is_final(callback.state);
}

// The attempt's outcome when the owner's leg ends. If the gateway lost the leg, the outcome is
// kLost. Otherwise, if the contact was not dialled yet, the agent could not be reached. If the
// contact was dialled, the agent has ended the call.
AttemptOutcome outcome_by_owner(Call const& call, AttemptOutcome told) {
  if (told == AttemptOutcome::kLost) return told;
  return call.contact.state == LegState::kNone ? AttemptOutcome::kAgentUnreachable
                                               : AttemptOutcome::kCancelled;
}

// The outcome of a party whose leg ended. If the party had answered, it has left. If it had not
// answered, it could not be reached, and the gateway's outcome `told` says why.
std::string_view outcome_of(PartyRow const& row, AttemptOutcome told) {
  return row.answered_at ? to_text(PartyEnd::kLeft) : to_text(told);
}

std::string_view outcome_of_party(Call const& call, LegEnded const& event) {
  return outcome_of(call.find_party(event.leg.number)->row, event.outcome);
}

// Decides the outcome of the attempt when the contact's or the owner's leg has ended.
void decide_by_leg(Callback& callback, LegEnded const& event) {
  auto const& call = *callback.call;
  bool const of_owner = event.leg.number == call.agent.number;
  decide_outcome(callback, of_owner ? outcome_by_owner(call, event.outcome) : event.outcome,
                 event.cause);
}

}  // namespace

LegTurn turn_of(Callback const& callback, LegNumber ended) {
  auto const& call = *callback.call;
  bool const of_owner = ended == call.agent.number;
  if (!of_owner && ended != call.contact.number) {
    return turn_of_party(call.find_party(ended)->row.role);
  }
  if (of_owner && !call.ending) {
    if (heir(callback)) return LegTurn::kHeirTakesOver;
    if (only_owner_is_missing(callback)) return LegTurn::kContactWaits;
  }
  if (call.agent.lives() || call.contact.lives()) return LegTurn::kOthersHangUp;
  return callback.interaction ? LegTurn::kAttemptOver : LegTurn::kAbandoned;
}

void leg_ended(Step& step, Callback& callback, LegEnded const& event) {
  auto& call = *callback.call;
  auto const number = event.leg.number;
  auto* const leg = call.find_leg(number);
  if (!leg || !leg->lives()) return;  // the leg ended before, or was never dialled
  step.touch(callback);
  leg->state = LegState::kEnded;
  auto const turn = turn_of(callback, number);
  if (number == call.agent.number && call.owner && !call.ending) {
    owner_ended(step, callback, outcome_of(*call.owner, event.outcome), event.cause);
  }
  switch (turn) {
    case LegTurn::kConsultationOver:
      return consulted_is_gone(step, callback, number, outcome_of_party(call, event), event.cause);
    case LegTurn::kMemberLeft:
      return remove_party(step, callback, number, outcome_of_party(call, event), event.cause);
    case LegTurn::kOwnerIsCalledBack:
      remove_party(step, callback, number, outcome_of_party(call, event), event.cause);
      return call_owner_back(step, callback);
    case LegTurn::kHeirTakesOver:
      left_to_heir(step, callback);
      return;
    case LegTurn::kContactWaits:
      return wait_for_agent(step, callback, {}, Cause::kAgentUnreachable);
    case LegTurn::kOthersHangUp:
      decide_by_leg(callback, event);
      return end_what_is_left(step, callback);
    case LegTurn::kAbandoned:
      decide_by_leg(callback, event);
      return abandoned(step, callback);
    case LegTurn::kAttemptOver:
      decide_by_leg(callback, event);
      return attempt_over(step, callback);
  }
}

}  // namespace callbackd::core
