// Adopts a new site definition: puts it in force while work goes on. If the new definition removes
// a queue in which callbacks wait, the command must say to which queue they move. Otherwise the new
// definition is refused, and the old one stays in force. An agent who is logged in but is not in
// the new definition, or has lost the role agent there, becomes Not Ready. The open offers of such
// an agent are rescinded; the open interactions stay. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, AdoptDefinition const& command);

}  // namespace callbackd::core
