// Makes the refusals that several commands give. Pure functions; any thread. `detail` and `message`
// are sentences for the client's developer, without personal data. Layer: messages.
#pragma once
#include <string>

#include "core/messages/view.hpp"

namespace callbackd::core {

Refusal refuse(RefusalReason reason, std::string detail);
Refusal wrong_state(CallbackState state);      // the callback is in this state
Refusal wrong_call_status(CallStatus status);  // the call has this status
Refusal call_in_progress();
Refusal invalid_field(std::string field, RuleWord rule, std::string message);

}  // namespace callbackd::core
