#include "core/messages/refusals.hpp"

namespace callbackd::core {

Refusal refuse(RefusalReason reason, std::string detail) {
  Refusal refusal;
  refusal.reason = reason;
  refusal.detail = std::move(detail);
  return refusal;
}

Refusal wrong_state(CallbackState state) {
  auto refusal =
      refuse(RefusalReason::kWrongState, "This is not possible while the callback's state is " +
                                             std::string{to_text(state)} + ".");
  refusal.state = state;
  return refusal;
}

Refusal wrong_call_status(CallStatus status) {
  auto refusal =
      refuse(RefusalReason::kWrongState, "This is not possible while the call's status is " +
                                             std::string{to_text(status)} + ".");
  refusal.call_status = status;
  return refusal;
}

Refusal call_in_progress() {
  return refuse(RefusalReason::kCallInProgress, "A call is in progress: end it first.");
}

Refusal invalid_field(std::string field, RuleWord rule, std::string message) {
  auto refusal = refuse(RefusalReason::kInvalidFields, "A field breaks a rule.");
  refusal.errors.push_back({std::move(field), rule, std::move(message)});
  return refusal;
}

}  // namespace callbackd::core
