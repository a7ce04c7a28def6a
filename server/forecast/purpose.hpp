// Purpose says what a random number is for. Each purpose has its own stream of random numbers
// (Chance::of), which depends on the value in this list. So add new purposes at the end: then the
// numbers of all other purposes stay the same. Values; any thread.
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
