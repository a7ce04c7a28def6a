// The commands of an agent about an interaction: read it, note, disposition, reschedule, release,
// Mark Done. The commands about its call are in call_commands.hpp. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, GetInteraction const& command);
AnswerBody handle(Step& step, SetDisposition const& command);
AnswerBody handle(Step& step, SetNote const& command);
AnswerBody handle(Step& step, MarkDone const& command);
AnswerBody handle(Step& step, ReleaseInteraction const& command);
AnswerBody handle(Step& step, RescheduleInteraction const& command);

}  // namespace callbackd::core
