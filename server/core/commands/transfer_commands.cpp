#include "core/commands/transfer_commands.hpp"

#include "core/messages/refusals.hpp"
#include "core/read/call_reads.hpp"
#include "core/read/not_there.hpp"
#include "core/read/views.hpp"
#include "core/rules/call_changes.hpp"
#include "core/rules/interactions.hpp"
#include "core/rules/outside_legs.hpp"
#include "core/rules/parties.hpp"
#include "core/rules/waiting_calls.hpp"

namespace callbackd::core {
namespace {

// Transfer to a number: the owner leaves, the contact hears a ringing tone, and the target is
// dialled. The agent keeps the interaction. If the target does not answer, the agent is called
// back.
AnswerBody to_number(Step& step, Callback& callback, CallTarget const& target) {
  owner_leaves(step, callback);
  step.order(Ringback{leg_id(callback, LegNumber::kContact)});
  set_status(step, callback, CallStatus::kOnHold);
  dial(step, callback, ask(step, callback, invitation_of(step, PartyRole::kTarget, target)));
  return interaction_view(step.world, callback);
}

// Transfer to a queue or routing point: the interaction ends, and the contact waits on hold in the
// new queue. The answer shows the interaction, so it is made before the interaction ends.
AnswerBody to_queue_or_point(Step& step, Callback& callback, CallTarget const& target) {
  bool const is_queue = target.kind == CallTarget::Kind::kQueue;
  bool const known = is_queue ? step.world.find_queue(target.name) != nullptr
                              : step.world.site->find_routing_point(target.name) != nullptr;
  if (!known) {
    return refuse(RefusalReason::kTargetUnavailable,
                  is_queue ? "There is no such queue." : "There is no such routing point.");
  }
  using Kind = ReturnTarget::Kind;
  begin_change_by_agent(step, callback);
  auto view = interaction_view(step.world, callback);
  wait_for_agent(step, callback, {is_queue ? Kind::kQueue : Kind::kRoutingPoint, target.name});
  view.call_status = CallStatus::kOnHold;
  view.allowed_actions = 0;  // the interaction is not this agent's any more
  return view;
}

}  // namespace

AnswerBody handle(Step& step, TransferCall const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (!may_invite(*callback)) return wrong_call(*callback);
  auto const& target = command.target;
  if (is_queue_or_point(target)) return to_queue_or_point(step, *callback, target);
  if (auto refusal = find_problem(step, *callback, target)) return std::move(*refusal);
  begin_change_by_agent(step, *callback);
  if (target.kind == CallTarget::Kind::kNumber) return to_number(step, *callback, target);
  auto& to = *step.world.find_agent(target.name);
  // This is called before hand_to(), so that the dialled leg counts for the agent who transfers.
  count_phone_of(step, *callback, to);
  hand_to(step, *callback, to);
  return view_for(step.world, *callback, command.agent);
}

AnswerBody handle(Step& step, ConferenceCall const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  bool const can = may_invite(*callback) && call_status(*callback) == CallStatus::kConnected;
  if (!can) return wrong_call(*callback);
  if (auto refusal = find_problem(step, *callback, command.target)) return std::move(*refusal);
  begin_change_by_agent(step, *callback);
  auto& party = ask(step, *callback, invitation_of(step, PartyRole::kMember, command.target));
  dial(step, *callback, party);
  if (party.agent != kNobody) {
    step.notify(party.agent, ConsultationOffered{consultation_view(step.world, *callback, party)});
  }
  return interaction_view(step.world, *callback);
}

AnswerBody handle(Step& step, DropParty const& command) {
  auto* const callback = find_interaction(step, command.agent, command.interaction);
  if (!callback) return no_interaction(step.world, command.agent, command.interaction);
  if (!in_call(*callback)) return wrong_call(*callback);
  for (auto const& party : callback->call->parties) {
    if (party_id(party.leg.number) != command.party || party.row.role != PartyRole::kMember) {
      continue;
    }
    begin_change_by_agent(step, *callback);
    remove_party(step, *callback, party.leg.number, to_text(PartyEnd::kLeft));
    return interaction_view(step.world, *callback);
  }
  return invalid_field("party_id", "unknown",
                       "Must be a party that a conference brought into this call.");
}

}  // namespace callbackd::core
