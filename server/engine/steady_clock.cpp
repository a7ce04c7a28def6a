#include "engine/steady_clock.hpp"

#include <algorithm>

namespace callbackd::engine {
namespace {

constexpr int kDriftDivisor = 20;

base::Instant wall_now() {
  return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
}

}  // namespace

SteadyClock::SteadyClock() : last_steady_(std::chrono::steady_clock::now()), last_(wall_now()) {}

base::Instant SteadyClock::now() const {
  std::lock_guard const lock(mutex_);
  auto const steady = std::chrono::steady_clock::now();
  auto const passed = std::chrono::duration_cast<base::Duration>(steady - last_steady_);
  if (passed <= base::Duration{0}) return last_;
  auto const step = passed / kDriftDivisor;
  auto const error = wall_now() - (last_ + passed);
  last_ += passed + std::clamp(error, -step, step);
  last_steady_ += passed;
  return last_;
}

}  // namespace callbackd::engine
