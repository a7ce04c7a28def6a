#include "storage/stall_watch.hpp"

#include <chrono>
#include <utility>

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"

namespace callbackd::storage {
namespace {

using namespace std::chrono_literals;

constexpr auto kStalledAfter = 1s;  // without an answer from the database

std::int64_t steady_micros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void StallWatch::begin() {
  in_flight_since_ = steady_micros();
}

void StallWatch::failed(std::string_view reason) {
  retrying_ = true;
  std::lock_guard const lock{mutex_};
  log_stall(reason);
}

void StallWatch::batch_ended(std::uint64_t seq, bool committed) {
  std::lock_guard const lock{mutex_};
  retrying_ = false;
  in_flight_since_ = 0;
  if (std::exchange(logged_, false) && committed) spdlog::info("journal.recovered seq={}", seq);
}

bool StallWatch::stalled() const {
  if (retrying_) return true;
  auto const silent = [this] {
    auto const since = in_flight_since_.load();
    return since != 0 && std::chrono::microseconds{steady_micros() - since} > kStalledAfter;
  };
  if (!silent()) return false;
  std::lock_guard const lock{mutex_};
  if (silent()) log_stall("the database does not answer");
  return true;
}

void StallWatch::log_stall(std::string_view reason) const {
  if (!std::exchange(logged_, true))
    spdlog::warn("journal.stalled reason={}", base::quoted(reason));
}

}  // namespace callbackd::storage
