// Changes of one agent: Ready or Not Ready, the work in hand, the connection. Engine thread. These
// functions offer nothing, and do not decide what happens to the work. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// The agent is in the definition in force, with the role agent.
bool may_work(AgentEntry const& agent);
// Puts an offer or interaction into the agent's work; takes it out again, and the agent's idle time
// begins anew. callback.agent is set and cleared.
void take_work(Step& step, AgentEntry& agent, Callback& callback);
void drop_work(Step& step, AgentEntry& agent, Callback& callback);
void become_ready(Step& step, AgentEntry& agent);
void become_not_ready(Step& step, AgentEntry& agent, std::string reason);
inline void become_not_ready(Step& step, AgentEntry& agent, BuiltInReason reason) {
  become_not_ready(step, agent, std::string{to_text(reason)});
}
// The agent is disconnected and the grace is over: what the agent has in hand may be given back.
bool grace_is_over(AgentEntry const& agent);

void start_grace(Step& step, AgentEntry& agent);  // marks the agent as disconnected

}  // namespace callbackd::core
