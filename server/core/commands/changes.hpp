// A customer, site or supervisor changes or cancels a callback, or voids its manage token. Engine
// thread. Nothing is changed unless all of a request can be done. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, ChangeCallback const& command);
AnswerBody handle(Step& step, CancelCallback const& command);
AnswerBody handle(Step& step, VoidManageToken const& command);

}  // namespace callbackd::core
