// What changes about one agent: Ready or Not Ready, the work in hand, the connection. Engine
// thread. Never offers anything, nor says what becomes of the work.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

// The site definition has such an agent, with the role agent.
bool may_work(AgentEntry const& agent);
void take_work(Step& step, AgentEntry& agent, Callback& callback);
void drop_work(Step& step, AgentEntry& agent, Callback& callback);  // idle from now on
void become_ready(Step& step, AgentEntry& agent);
void become_not_ready(Step& step, AgentEntry& agent, std::string reason);
inline void become_not_ready(Step& step, AgentEntry& agent, BuiltInReason reason) {
  become_not_ready(step, agent, std::string{to_text(reason)});
}
bool may_return_lost(AgentEntry const& agent);  // disconnected, and its grace is over

void start_grace(Step& step, AgentEntry& agent);

}  // namespace callbackd::core
