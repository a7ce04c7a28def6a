// Answers questions of websites and supervisors, which change nothing. The questions are: how long
// a wait in a queue may take (estimate), why a callback waits (explain), and which slots a queue
// has, with the places that are left. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, EstimateQueue const& command);
AnswerBody handle(Step& step, ExplainCallback const& command);
AnswerBody handle(Step& step, ListSlots const& command);

}  // namespace callbackd::core
