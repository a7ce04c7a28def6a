#include "core/commands/session_commands.hpp"

#include <algorithm>

#include "core/messages/refusals.hpp"
#include "core/read/views.hpp"
#include "core/rules/agent_state.hpp"
#include "core/rules/consultations.hpp"
#include "core/rules/interaction_end.hpp"
#include "core/rules/offers.hpp"

namespace callbackd::core {
namespace {

constexpr char const* kNotOfThisSite = "You are not an agent of the site definition any more.";

Refusal unknown_agent() {
  return refuse(RefusalReason::kUnauthenticated, "No session is open: send session.open first.");
}

bool is_configured(SiteDefinition const& site, std::string const& reason) {
  return std::any_of(site.reasons.begin(), site.reasons.end(),
                     [&](NotReadyReason const& known) { return known.code == reason; });
}

// Returns a copy of the agent's work, because the list may get shorter while the caller goes
// through it.
std::vector<Callback*> work_of(AgentEntry const& agent) {
  return agent.work;
}

bool talks(Party const& party, AgentEntry const& agent) {
  return party.agent == agent.id && party.talked_last();
}

bool in_live_call(AgentEntry const& agent) {
  for (auto const* callback : agent.part_in) {
    for (auto const& party : callback->call->parties) {
      if (talks(party, agent)) return true;
    }
  }
  return std::any_of(agent.work.begin(), agent.work.end(), [](Callback const* callback) {
    return callback->interaction && in_call(*callback);
  });
}

}  // namespace

// Called when an agent who lost the connection did not come back within the grace. Open
// interactions are given back, each to the return target on_agent_lost of its queue. There are two
// exceptions. An interaction with a live call stays with the agent, because a call must not end
// only because the client is gone. When the call has ended, attempt_over() gives it back, or the
// retry policy takes it. An open offer stays too, until end_offer_at_deadline() ends it at its
// deadline.
void grace_ended(Step& step, AgentEntry& agent) {
  step.touch(agent);
  agent.grace_until = kNever;
  become_not_ready(step, agent, BuiltInReason::kDisconnected);
  for (auto* callback : work_of(agent)) {
    if (callback->interaction && !in_call(*callback)) end_for_lost_agent(step, *callback);
  }
}

// Opens a session, or continues the session of an agent who was disconnected. A continued session
// keeps its state (Ready or Not Ready), its work and its idle time. An agent who left the
// definition may log in only to finish work: an open offer or interaction, or a part in another
// agent's call.
AnswerBody handle(Step& step, OpenSession const& command) {
  auto* const agent = step.world.find_agent(command.login);
  if (!agent || (!agent->settings && !agent->busy())) {
    return refuse(RefusalReason::kForbidden, kNotOfThisSite);
  }
  step.touch(*agent);
  agent->connected = true;
  agent->grace_until = kNever;
  if (!agent->logged_in) {
    agent->logged_in = true;
    agent->ready = false;
    agent->reason = to_text(BuiltInReason::kLoggedIn);
    agent->idle_since = step.now;
    agent->state_since = step.now;
  }
  step.answer_shows(*agent);
  return session_view(step.world, *agent);
}

AnswerBody handle(Step& step, SessionLost const& command) {
  auto* const agent = step.world.roster.find(command.agent);
  if (agent && agent->connected) start_grace(step, *agent);
  return Nothing{};
}

// The agent logs out. All open offers and interactions are given back in this step, without a grace
// (the time to reconnect). Refused during a live call.
AnswerBody handle(Step& step, CloseSession const& command) {
  auto* const agent = step.world.roster.find(command.agent);
  if (!agent || !agent->logged_in) return unknown_agent();
  if (in_live_call(*agent)) {
    auto refusal = refuse(RefusalReason::kWrongState, "A call is in progress: end it first.");
    refusal.state = CallbackState::kActive;
    return refusal;
  }
  step.by = actor_text(Actor::Kind::kAgent, agent->login);
  step.touch(*agent);
  decline_all(step, *agent);
  agent->connected = false;
  agent->logged_in = false;
  agent->grace_until = kNever;
  become_not_ready(step, *agent, "");
  for (auto* callback : work_of(*agent)) {
    if (callback->offer) {
      let_go(step, *callback, OfferOutcome::kAgentLost);
    } else {
      end_for_lost_agent(step, *callback);
    }
  }
  return Nothing{};
}

// Sets Ready or Not Ready. When an agent becomes Not Ready, the agent's open offers are rejected.
// Open interactions are not affected.
AnswerBody handle(Step& step, SetAgentState const& command) {
  auto* const agent = step.world.roster.find(command.agent);
  if (!agent || !agent->logged_in) return unknown_agent();
  if (command.ready && !command.reason.empty()) {
    return invalid_field("reason", "exclusive", "Must not be given with the state ready.");
  }
  if (!command.reason.empty() && !is_configured(*step.world.site, command.reason)) {
    return invalid_field("reason", "unknown", "There is no such reason for Not Ready.");
  }
  // An agent who left the definition may still finish the work in hand, but gets no new work.
  if (command.ready && !agent->settings) {
    return refuse(RefusalReason::kForbidden, kNotOfThisSite);
  }
  step.by = actor_text(Actor::Kind::kAgent, agent->login);
  if (command.ready) {
    become_ready(step, *agent);
    return step.answer_shows_before_matching(*agent);
  }
  for (auto* callback : work_of(*agent)) {
    if (callback->offer) let_go(step, *callback, OfferOutcome::kRejected);
  }
  become_not_ready(step, *agent, command.reason);
  return step.answer_shows_before_matching(*agent);
}

}  // namespace callbackd::core
