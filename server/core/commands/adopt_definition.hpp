// Adopts a new site definition: puts it in force while work goes on. A definition that removes a
// queue with waiting callbacks must say to which queue they move. If it does not, it is refused and
// the old definition stays in force. An agent who is not in the new definition becomes Not Ready
// and keeps the open interactions. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, AdoptDefinition const& command);

}  // namespace callbackd::core
