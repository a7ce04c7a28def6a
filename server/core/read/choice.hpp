// Choice: the agent who was found for a callback, and the rule by which the agent was chosen. A
// value; engine thread. Layer: read.
#pragma once
#include "core/messages/types.hpp"
#include "core/state/agent.hpp"

namespace callbackd::core {

struct Choice {
  AgentEntry* agent = nullptr;  // nullptr: nobody is eligible
  ChosenBy chosen_by{};
};

}  // namespace callbackd::core
