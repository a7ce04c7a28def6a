// Changes of one agent: Ready or Not Ready, the agent's work (open offers and interactions), the
// connection. These functions open no offers, and do not decide what happens to the work. Engine
// thread. Layer: rules.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// Whether the agent may get work: the definition in force has the agent, with the role agent.
bool may_work(AgentEntry const& agent);
// take_work() puts a callback's offer or interaction into the agent's work and sets callback.agent.
// drop_work() takes it out again and clears callback.agent; the agent's idle time begins anew.
void take_work(Step& step, AgentEntry& agent, Callback& callback);
void drop_work(Step& step, AgentEntry& agent, Callback& callback);
void become_ready(Step& step, AgentEntry& agent);
void become_not_ready(Step& step, AgentEntry& agent, std::string reason);
inline void become_not_ready(Step& step, AgentEntry& agent, BuiltInReason reason) {
  become_not_ready(step, agent, std::string{to_text(reason)});
}
// Whether the agent is disconnected and the grace (the time to reconnect) is over. Then the agent's
// work may be given back.
bool grace_is_over(AgentEntry const& agent);

void start_grace(Step& step, AgentEntry& agent);  // marks the agent as disconnected

}  // namespace callbackd::core
