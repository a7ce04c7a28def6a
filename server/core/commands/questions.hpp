// What websites and supervisors only ask: how long a queue takes, why a callback waits, which slots
// are left. Engine thread. Changes nothing. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, EstimateQueue const& command);
AnswerBody handle(Step& step, ExplainCallback const& command);
AnswerBody handle(Step& step, ListSlots const& command);

}  // namespace callbackd::core
