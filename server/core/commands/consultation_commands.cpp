#include "core/commands/consultation_commands.hpp"

#include "core/messages/refusals.hpp"
#include "core/read/call_reads.hpp"
#include "core/read/not_there.hpp"
#include "core/read/views.hpp"
#include "core/rules/call_changes.hpp"
#include "core/rules/consultations.hpp"
#include "core/rules/interactions.hpp"
#include "core/rules/parties.hpp"
#include "core/rules/transfers.hpp"

namespace callbackd::core {
namespace {

using Act = ActOnConsultation::Act;

// Finds the party with this consultation id, and sets `callback` to the callback of its call.
// Returns nullptr if the consultation is over, or never existed.
Party* find_party(Step& step, base::ConsultationId id, Callback*& callback) {
  callback = step.world.find(id.callback);
  if (!callback || !callback->call || !callback->interaction) return nullptr;
  for (auto& party : callback->call->parties) {
    if (consultation_id(*callback, party.leg.number) == id) return &party;
  }
  return nullptr;
}

Refusal wrong_consultation(ConsultationState state) {
  auto refusal =
      refuse(RefusalReason::kWrongState, "The state of the consultation does not allow this.");
  refusal.consultation = state;
  return refusal;
}

AnswerBody accept(Step& step, Callback& callback, Party& party) {
  auto const state = consultation_view(step.world, callback, party).state;
  if (state != ConsultationState::kOffered) return wrong_consultation(state);
  dial(step, callback, party);
  tell_consultation(step, callback, party);
  step.interaction_changed(callback);
  return consultation_view(step.world, callback, party);
}

// The consulted party becomes a member: owner, contact and party talk together.
AnswerBody conference(Step& step, Callback& callback, Party& party) {
  auto view = ended_view(step.world, callback, party, to_text(PartyEnd::kJoinedAll));
  step.notify(callback.agent, ConsultationClosed{view});
  party.row.role = PartyRole::kMember;
  step.records.put(party.row);
  step.log(callback, EventType::kPartyJoined,
           {{"party", static_cast<std::int64_t>(party.leg.number)},
            {"role", std::string{to_text(party.row.role)}}});
  bring_together(step, callback);
  return view;
}

// Gives the contact to the consulted party. If the party is an agent, this agent becomes the owner.
// If it is a person outside, that person and the contact talk on, and the server has no part in the
// call any more.
AnswerBody transfer(Step& step, Callback& callback, Party const& party) {
  auto view = ended_view(step.world, callback, party, to_text(PartyEnd::kTookOver));
  auto const number = party.leg.number;
  if (party.agent == kNobody) {
    let_contact_go(step, callback, number);
  } else {
    take_over(step, callback, number);
    bring_together(step, callback);
  }
  return view;
}

// Carries out an act of the agent who started the consultation. This agent may end it, transfer the
// call or make a conference. Accept and decline are refused.
AnswerBody act_of_owner(Step& step, Callback& callback, Party& party, Act act) {
  auto const state = consultation_view(step.world, callback, party).state;
  bool const consulted = party.row.role == PartyRole::kConsulted;
  switch (act) {
    case Act::kEnd:
      return end_part(step, callback, party, PartyEnd::kLeft);
    case Act::kTransfer:
    case Act::kConference:
      if (!consulted || state != ConsultationState::kConnected) return wrong_consultation(state);
      return act == Act::kTransfer ? transfer(step, callback, party)
                                   : conference(step, callback, party);
    case Act::kAccept:
    case Act::kDecline:
      break;  // only for the agent who was asked
  }
  return refuse(RefusalReason::kForbidden, "Only the agent who was asked may do this.");
}

// Carries out an act of the agent who was asked. This agent may accept, decline or end the
// consultation. Transfer and conference are refused.
AnswerBody act_of_asked_agent(Step& step, Callback& callback, Party& party, Act act) {
  bool const offered =
      consultation_view(step.world, callback, party).state == ConsultationState::kOffered;
  switch (act) {
    case Act::kAccept:
      return accept(step, callback, party);
    case Act::kDecline:
      if (!offered) return wrong_consultation(ConsultationState::kConnected);
      return end_part(step, callback, party, PartyEnd::kDeclined);
    case Act::kEnd:
      return end_part(step, callback, party, offered ? PartyEnd::kDeclined : PartyEnd::kLeft);
    case Act::kTransfer:
    case Act::kConference:
      break;
  }
  return refuse(RefusalReason::kForbidden,
                "Only the agent who started the consultation may do this.");
}

}  // namespace

// Starts a consultation: the contact hears music, and the owner a ringing tone. A person outside is
// dialled in this step. An agent is dialled only after accepting.
AnswerBody handle(Step& step, StartConsultation const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (!may_invite(*callback)) return wrong_call(*callback);
  if (auto refusal = find_problem(step, *callback, command.target)) return std::move(*refusal);
  begin_change_by_agent(step, *callback);
  auto& call = *callback->call;
  step.order(Hold{leg_id(*callback, call.contact.number)});
  step.order(Ringback{leg_id(*callback, call.agent.number)});
  set_status(step, *callback, CallStatus::kOnHold);
  auto& party = ask(step, *callback, invitation_of(step, PartyRole::kConsulted, command.target));
  if (party.agent == kNobody) {
    dial(step, *callback, party);
  } else {
    party.deadline = step.now + callback->interaction->settings->offer_timeout;
    step.notify(party.agent, ConsultationOffered{consultation_view(step.world, *callback, party)});
  }
  return consultation_view(step.world, *callback, party);
}

AnswerBody handle(Step& step, ActOnConsultation const& command) {
  Callback* callback = nullptr;
  auto* const party = find_party(step, command.consultation, callback);
  bool const owns = party && callback->agent == command.agent;
  if (!party || !(owns || party->agent == command.agent)) {
    return refuse(RefusalReason::kNotFound, "There is no such consultation.");
  }
  if (callback->call->ending) return wrong_call(*callback);
  step.by = actor_text(Actor::Kind::kAgent, step.world.names.agents.name(command.agent));
  step.touch(*callback);
  return owns ? act_of_owner(step, *callback, *party, command.act)
              : act_of_asked_agent(step, *callback, *party, command.act);
}

}  // namespace callbackd::core
