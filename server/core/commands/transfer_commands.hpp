// An agent hands the call on, calls others into it, or has one of them leave it. Engine thread.
// Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, TransferCall const& command);
AnswerBody handle(Step& step, ConferenceCall const& command);
AnswerBody handle(Step& step, DropParty const& command);

}  // namespace callbackd::core
