#include "core/messages/limit_refusal.hpp"

#include <chrono>
#include <string>

namespace callbackd::core {

Refusal limit_reached(RequestLimit limit, base::Duration wait, std::string_view why) {
  Refusal refusal;
  refusal.reason = RefusalReason::kLimitReached;
  refusal.limit = limit;
  refusal.detail = "The limit " + std::string{to_text(limit)} + " is reached";
  refusal.detail += why.empty() ? "." : ": " + std::string{why};
  refusal.retry_after = std::chrono::ceil<std::chrono::seconds>(wait);
  return refusal;
}

}  // namespace callbackd::core
