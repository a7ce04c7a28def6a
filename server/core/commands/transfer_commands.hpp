// The commands of an agent about the people in a call: transfer the call, add a party to make a
// conference, remove a party. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, TransferCall const& command);
AnswerBody handle(Step& step, ConferenceCall const& command);
AnswerBody handle(Step& step, DropParty const& command);

}  // namespace callbackd::core
