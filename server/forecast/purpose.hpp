// Purpose says what a random number is for. Each purpose has its own stream of random numbers
// (Chance::of). So a new purpose does not change the numbers of the others. Add new purposes at the
// end.
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
