#include "core/rules/parties.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "core/messages/refusals.hpp"
#include "core/read/call_reads.hpp"
#include "core/read/dialling.hpp"
#include "core/read/views.hpp"
#include "core/rules/agent_state.hpp"
#include "core/rules/call_changes.hpp"
#include "core/rules/call_counts.hpp"
#include "core/rules/offers.hpp"
#include "core/rules/outside_legs.hpp"

namespace callbackd::core {
namespace {

void take_part(Step& step, AgentEntry& agent, Callback& callback) {
  step.touch(agent);
  agent.part_in.push_back(&callback);
  step.world.roster.refresh(agent);
}

void stop_taking_part(Step& step, Party const& party, Callback& callback) {
  auto* const agent = step.world.roster.find(party.agent);
  if (!agent) return;
  step.touch(*agent);
  std::erase(agent->part_in, &callback);
  agent->idle_since = step.now;
}

Party take_out(Call& call, LegNumber number) {
  auto const at = std::find_if(call.parties.begin(), call.parties.end(),
                               [&](Party const& each) { return each.leg.number == number; });
  CALLBACKD_CHECK(at != call.parties.end());
  auto party = std::move(*at);
  call.parties.erase(at);
  return party;
}

EventData event_data(Party const& party) {
  EventData data{{"party", static_cast<std::int64_t>(party.leg.number)},
                 {"role", std::string{to_text(party.row.role)}}};
  if (!party.row.agent.empty()) data.push_back({"party_agent", party.row.agent});
  return data;
}

// Moves the open interaction with its id, note and disposition to another agent. The old agent is
// told that the interaction is closed (transferred). The new agent gets interaction.updated at the
// end of the step.
void give_interaction(Step& step, Callback& callback, AgentEntry& to) {
  auto& from = *step.world.roster.find(callback.agent);
  auto& row = callback.interaction->row;
  step.before_owner_leaves(callback);
  row.agent = to.login;
  step.records.put(row);
  step.notify(from.id, InteractionClosed{row.id, InteractionOutcome::kTransferred});
  step.world.ended_interactions.remember(row.id, from.id, callback.state);
  drop_work(step, from, callback);
  take_work(step, to, callback);
  step.log(callback, EventType::kTransferred, {{"agent", to.login}});
  for (auto const& party : callback.call->parties) tell_consultation(step, callback, party);
  step.owner_changed(callback);
}

}  // namespace

Dial dial_order(Callback const& callback, LegNumber number) {
  auto const& queue = *callback.interaction->settings;
  Dial order;
  order.leg = leg_id(callback, number);
  order.caller_id = queue.caller_id;
  order.ring_timeout = queue.ring_timeout;
  return order;
}

LegNumber next_leg(Callback& callback) {
  return LegNumber{++callback.call->last_leg};
}

std::optional<Refusal> find_problem(Step const& step, Callback const& callback,
                                    CallTarget const& target) {
  auto const& call = *callback.call;
  if (call.parties.size() >= kPartiesMax || call.last_leg + 1 >= kLegsMax) {
    return refuse(RefusalReason::kLimitReached, "Too many people take part in this call.");
  }
  if (!step.world.voice_up) {
    return refuse(RefusalReason::kUnavailable,
                  "There is no voice gateway, or it cannot be reached.");
  }
  if (is_queue_or_point(target))
    return invalid_field("target.kind", "enum", "Must be one of agent, contact, number.");
  if (target.kind == CallTarget::Kind::kNumber) {
    return refuse_dial(step.world, callback, *target.phone, step.now);
  }
  auto const unavailable = [](char const* why) {
    return refuse(RefusalReason::kTargetUnavailable, why);
  };
  auto const* const agent = step.world.find_agent(target.name);
  if (!agent || !agent->settings) return unavailable("There is no such agent.");
  if (agent->id == callback.agent) return unavailable("This agent is you: choose somebody else.");
  if (!agent->connected) return unavailable("The agent is not logged in.");
  if (agent->on_the_phone() || !agent->part_in.empty())
    return unavailable("The agent is in a call.");
  return refuse_phone_of(step.world, callback, *agent, step.now);
}

bool is_queue_or_point(CallTarget const& target) {
  return target.kind == CallTarget::Kind::kQueue || target.kind == CallTarget::Kind::kRoutingPoint;
}

Invitation invitation_of(Step& step, PartyRole role, CallTarget const& target) {
  if (target.kind == CallTarget::Kind::kNumber) return {role, nullptr, *target.phone};
  return {role, step.world.find_agent(target.name), {}};
}

Party& ask(Step& step, Callback& callback, Invitation const& invitation) {
  Party party;
  party.leg.number = next_leg(callback);
  party.row.attempt = callback.attempt_id();
  party.row.leg = party.leg.number;
  party.row.role = invitation.role;
  party.row.phone = invitation.phone.number;
  party.row.extension = invitation.phone.extension;
  party.number_class = invitation.phone.number_class;
  party.row.asked_at = step.now;
  if (invitation.agent) {
    party.agent = invitation.agent->id;
    party.row.agent = invitation.agent->login;
    take_part(step, *invitation.agent, callback);
  }
  step.records.put(party.row);
  step.log(callback, EventType::kPartyAsked, event_data(party));
  auto& parties = callback.call->parties;
  parties.push_back(std::move(party));
  return parties.back();
}

void dial(Step& step, Callback& callback, Party& party) {
  party.leg.state = LegState::kDialing;
  party.leg.ordered = step.serial;
  party.deadline = kNever;
  if (auto* const agent = step.world.roster.find(party.agent)) {
    rescind_calls(step, *agent);
    count_phone_of(step, callback, *agent);
    party.leg.ends_at = dial_phone(step, *agent, dial_order(callback, party.leg.number));
    return;
  }
  party.leg.ends_at = dial_outside(step, callback, {party.row.phone, party.number_class, {}},
                                   dial_order(callback, party.leg.number));
  party_reaches_out(step, party.row.phone);
  count_dial(step, callback);
}

void dial_owner(Step& step, Callback& callback) {
  auto& agent = *step.world.roster.find(callback.agent);
  rescind_calls(step, agent);
  auto& leg = callback.call->agent;
  leg.state = LegState::kDialing;
  leg.ordered = step.serial;
  leg.ends_at = dial_phone(step, agent, dial_order(callback, leg.number));
}

void begin_owner_leg(Step& step, Callback& callback) {
  auto& call = *callback.call;
  call.agent = {next_leg(callback), LegState::kNone, step.serial};
  PartyRow row;
  row.attempt = callback.attempt_id();
  row.leg = call.agent.number;
  row.role = PartyRole::kOwner;
  row.agent = step.world.names.agents.name(callback.agent);
  row.asked_at = step.now;
  step.records.put(row);
  call.owner = std::move(row);
  dial_owner(step, callback);
}

void owner_answered(Step& step, Callback& callback) {
  auto& row = callback.call->owner;
  if (!row || row->answered_at) return;
  row->answered_at = step.now;
  step.records.put(*row);
}

void owner_ended(Step& step, Callback& callback, std::string_view outcome,
                 std::string const& cause) {
  auto& call = *callback.call;
  if (!call.owner) return;
  call.owner->ended_at = step.now;
  call.owner->outcome = outcome;
  call.owner->cause = cause;
  step.records.put(*std::exchange(call.owner, std::nullopt));
}

void owner_leaves(Step& step, Callback& callback) {
  auto& leg = callback.call->agent;
  if (leg.lives()) step.order(HangUp{leg_id(callback, leg.number)});
  leg.state = LegState::kEnded;
  owner_ended(step, callback, to_text(PartyEnd::kLeft));
}

void party_answered(Step& step, Callback& callback, Party& party) {
  if (party.row.answered_at) return;  // the row had it before a restart
  party.row.answered_at = step.now;
  step.records.put(party.row);
  step.log(callback, EventType::kPartyJoined, event_data(party));
  tell_consultation(step, callback, party);
}

void remove_party(Step& step, Callback& callback, LegNumber number, std::string_view outcome,
                  std::string const& cause) {
  auto party = take_out(*callback.call, number);
  if (party.leg.lives()) step.order(HangUp{leg_id(callback, number)});
  party.row.ended_at = step.now;
  party.row.outcome = outcome;
  party.row.cause = cause;
  step.records.put(party.row);
  stop_taking_part(step, party, callback);
  auto data = event_data(party);
  data.push_back({"outcome", std::string{outcome}});
  step.log(callback, EventType::kPartyLeft, std::move(data));
  auto const view = ended_view(step.world, callback, party, outcome);
  if (party.agent != kNobody) step.notify(party.agent, ConsultationClosed{view});
  if (party.row.role == PartyRole::kConsulted && callback.interaction) {
    step.notify(callback.agent, ConsultationClosed{view});
  }
  step.interaction_changed(callback);
}

void remove_all_parties(Step& step, Callback& callback) {
  while (!callback.call->parties.empty()) {
    remove_party(step, callback, callback.call->parties.front().leg.number,
                 to_text(PartyEnd::kCallOver));
  }
}

void join_members(Step& step, Callback const& callback) {
  for (auto const& party : callback.call->parties) {
    if (party.row.role != PartyRole::kMember || !party.talks()) continue;
    step.order(Join{leg_id(callback, party.leg.number), MixNumber::kCall});
  }
}

void note_last_agent(Step& step, Callback& callback) {
  step.world.last_agents.use(last_attempt(callback)->phone) = callback.agent;
}

void bring_together(Step& step, Callback& callback) {
  auto const& call = *callback.call;
  set_status(step, callback, CallStatus::kConnected);
  for (auto const* leg : {&call.agent, &call.contact}) {
    if (leg->state == LegState::kUp) {
      step.order(Join{leg_id(callback, leg->number), MixNumber::kCall});
    }
  }
  join_members(step, callback);
  step.interaction_changed(callback);
}

// Makes a party the owner. The order matters, because an agent must not be owner and party of the
// same call. So the party is taken out of the call, and its agent's part ends, before the agent
// gets the interaction.
void take_over(Step& step, Callback& callback, LegNumber number) {
  auto& call = *callback.call;
  auto party = take_out(call, number);
  CALLBACKD_CHECK(party.agent != kNobody);
  owner_leaves(step, callback);
  bool const was_consulted = party.row.role == PartyRole::kConsulted;
  auto const view = ended_view(step.world, callback, party, to_text(PartyEnd::kTookOver));
  if (was_consulted) step.notify(callback.agent, ConsultationClosed{view});
  step.notify(party.agent, ConsultationClosed{view});
  party.row.role = PartyRole::kOwner;
  step.records.put(party.row);
  stop_taking_part(step, party, callback);
  call.agent = party.leg;
  call.owner = party.row;
  give_interaction(step, callback, *step.world.roster.find(party.agent));
  note_last_agent(step, callback);
}

void hand_to(Step& step, Callback& callback, AgentEntry& to) {
  owner_leaves(step, callback);
  set_status(step, callback, CallStatus::kOnHold);
  give_interaction(step, callback, to);
  step.order(Ringback{leg_id(callback, LegNumber::kContact)});
  begin_owner_leg(step, callback);
}

void tell_consultation(Step& step, Callback const& callback, Party const& party) {
  auto const view = consultation_view(step.world, callback, party);
  if (party.agent != kNobody) step.notify(party.agent, ConsultationUpdated{view});
  if (party.row.role == PartyRole::kConsulted) {
    step.notify(callback.agent, ConsultationUpdated{view});
  }
}

}  // namespace callbackd::core
