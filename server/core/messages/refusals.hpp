// Why a request is refused, in one line each: how a refusal is put together. Values; any thread.
// Layer: messages.
#pragma once
#include <string>

#include "core/messages/view.hpp"

namespace callbackd::core {

Refusal refuse(RefusalReason reason, std::string detail);
Refusal wrong_state(CallbackState state);
Refusal wrong_call_status(CallStatus status);
Refusal call_in_progress();
Refusal invalid_field(std::string field, RuleWord rule, std::string message);

}  // namespace callbackd::core
