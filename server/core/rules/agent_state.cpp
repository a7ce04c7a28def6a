#include "core/rules/agent_state.hpp"

#include "base/check.hpp"

namespace callbackd::core {

void take_work(Step& step, AgentEntry& agent, Callback& callback) {
  step.touch(agent);
  step.touch(callback);
  callback.agent = agent.id;
  agent.work.push_back(&callback);
  step.world.roster.refresh(agent);
}

void drop_work(Step& step, AgentEntry& agent, Callback& callback) {
  step.touch(agent);
  step.touch(callback);
  CALLBACKD_CHECK(callback.agent == agent.id);
  callback.agent = kNobody;
  CALLBACKD_CHECK(std::erase(agent.work, &callback) == 1);
  agent.idle_since = step.now;
}

bool may_work(AgentEntry const& agent) {
  return agent.settings && has_role(agent.settings->roles, Role::kAgent);
}

void become_ready(Step& step, AgentEntry& agent) {
  if (agent.ready) return;
  step.touch(agent);
  agent.ready = true;
  agent.reason.clear();
  agent.idle_since = step.now;
  agent.state_since = step.now;
}

void become_not_ready(Step& step, AgentEntry& agent, std::string reason) {
  if (!agent.ready && agent.reason == reason) return;
  step.touch(agent);
  agent.ready = false;
  agent.reason = std::move(reason);
  agent.state_since = step.now;
}

bool grace_is_over(AgentEntry const& agent) {
  return !agent.connected && agent.grace_until == kNever;
}

void start_grace(Step& step, AgentEntry& agent) {
  step.touch(agent);
  agent.connected = false;
  agent.grace_until = step.now + step.world.site->company.grace;
}

}  // namespace callbackd::core
