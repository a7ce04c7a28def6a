// A new site definition comes into force while work goes on. Work never loses its queue: a
// definition that takes out a queue with waiting callbacks must say which queue they move to, else
// it is refused and the definition before stays. An agent who is no longer in the definition
// becomes Not Ready and keeps what is in hand. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, AdoptDefinition const& command);

}  // namespace callbackd::core
