// A customer, site or supervisor changes or cancels a callback, or voids its manage token. A
// request is carried out completely or refused. Engine thread. Layer: commands.
#pragma once
#include "core/rules/step.hpp"

namespace callbackd::core {

AnswerBody handle(Step& step, ChangeCallback const& command);
AnswerBody handle(Step& step, CancelCallback const& command);
AnswerBody handle(Step& step, VoidManageToken const& command);

}  // namespace callbackd::core
