// EngineFigures has the engine's figures for /metrics: counters since the start of the server, and
// values as they were at the last release of a batch. Owned by Loop. The engine's thread writes
// them, except `refused_backlog`, which any thread may count up. Any thread reads.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>

#include "core/core.hpp"
#include "engine/duration_histogram.hpp"

namespace callbackd::engine {

struct EngineFigures {
  // `backlog`: how many commands wait for the commit of their batch. If a batch is in flight, these
  // are the commands of this batch. If none is in flight, these are the commands that had been
  // gathered when the last commit ended. `refused_backlog`: how many requests of websites were
  // refused because too many waited or nothing could be committed.
  std::atomic<std::uint64_t> commands{0}, batches{0}, backlog{0};
  std::atomic<std::uint64_t> refused_backlog{0}, offers{0}, answers{0};
  // How many callbacks are in each state; the index is a CallbackState.
  std::array<std::atomic<std::uint64_t>, core::kCallbackStates> callbacks{};
  std::atomic<std::uint64_t> agents_connected{0}, agents_ready{0};
  std::atomic<std::uint64_t> dials_in_last_hour{0}, dials_per_hour{0};
  std::atomic<std::uint64_t> inert_parts{0};  // inert parts of the definition in force
  std::atomic<std::uint64_t> simulated_attempts{0};
  std::array<std::atomic<std::uint64_t>, core::kRequestLimitCount>
      limits_reached{};  // How often each limit refused a request; the index is a RequestLimit.
  DurationHistogram commits;
};

}  // namespace callbackd::engine
