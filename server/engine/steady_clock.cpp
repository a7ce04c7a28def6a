#include "engine/steady_clock.hpp"

#include <algorithm>
#include <utility>

namespace callbackd::engine {
namespace {

constexpr int kDriftDivisor = 20;

base::Instant wall_now() {
  return std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
}

}  // namespace

SteadyClock::SteadyClock() : SteadyClock(Sources{std::chrono::steady_clock::now, wall_now}) {}

SteadyClock::SteadyClock(Sources sources)
    : sources_(std::move(sources)), last_steady_(sources_.steady()), last_(sources_.wall()) {}

base::Instant SteadyClock::now() const {
  std::lock_guard const lock(mutex_);
  auto const steady = sources_.steady();
  auto const passed = std::chrono::duration_cast<base::Duration>(steady - last_steady_);
  if (passed <= base::Duration{0}) return last_;
  auto const step = passed / kDriftDivisor;
  auto const error = sources_.wall() - (last_ + passed);
  last_ += passed + std::clamp(error, -step, step);
  last_steady_ += passed;
  return last_;
}

}  // namespace callbackd::engine
