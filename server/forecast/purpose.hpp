// What a number of chance is for: each purpose has a stream of its own. Adding one changes no
// other.
#pragma once
#include <cstdint>

namespace callbackd::forecast {

enum class Purpose : std::uint64_t {
  kArrivals = 1,
  kTimes,
  kCustomer,
  kPhone,
  kAttribute,
  kPatience,
  kReaction,
  kAnswer,
  kPreview,
  kDial,
  kRing,
  kCall,
  kTalk,
  kAfterCall,
  kRetry,
  kRetryAfter,
  kBack
};

}  // namespace callbackd::forecast
