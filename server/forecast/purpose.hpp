// Purpose: what a random number is for. Each purpose has its own stream (Chance::of), so that a new
// purpose changes no other number. Add new ones at the end.
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
