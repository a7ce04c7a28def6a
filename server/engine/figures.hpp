// The engine's figures for /metrics: counters since the start, and values of the last release.
// Written by the engine's thread, read from any thread.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>

#include "core/core.hpp"
#include "engine/duration_histogram.hpp"

namespace callbackd::engine {

struct EngineFigures {
  // backlog: commands that wait for a commit: those of the batch in flight, else of the gathered
  // one. refused_backlog: requests refused because too much waited or nothing could be committed.
  std::atomic<std::uint64_t> commands{0}, batches{0}, backlog{0};
  std::atomic<std::uint64_t> refused_backlog{0}, offers{0}, answers{0};
  // index: CallbackState
  std::array<std::atomic<std::uint64_t>, core::kCallbackStates> callbacks{};
  std::atomic<std::uint64_t> agents_connected{0}, agents_ready{0};
  std::atomic<std::uint64_t> dials_in_last_hour{0}, dials_per_hour{0};
  std::atomic<std::uint64_t> inert_parts{0};  // of the definition in force
  std::atomic<std::uint64_t> simulated_attempts{0};
  std::array<std::atomic<std::uint64_t>, core::kRequestLimitCount>
      limits_reached{};  // index: RequestLimit
  DurationHistogram commits;
};

}  // namespace callbackd::engine
