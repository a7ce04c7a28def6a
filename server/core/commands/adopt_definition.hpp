// Adopts a new site definition: puts it in force while work goes on. Waiting callbacks never lose
// their queue: a definition that removes a queue with waiting callbacks must say which queue they
// move to, or it is refused and the definition before stays in force. An agent who is not in the
// definition any more becomes Not Ready and keeps the open interactions. Engine thread.
// Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, AdoptDefinition const& command);

}  // namespace callbackd::core
