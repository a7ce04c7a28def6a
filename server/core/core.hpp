// Core: the routing core. It owns all callbacks in memory (those that are not final or have an open
// interaction), all agents and queues, and every rule about them. The engine's Loop
// (engine/loop.hpp) makes one and calls it, only on the engine thread; forecasts and tests make
// their own. It uses no I/O, clock, thread, randomness or logging, so the same commands at the same
// times give the same effects. A step only appends records and releases to Effects, and the engine
// carries these out.
#pragma once
#include <array>
#include <memory>
#include <string>

#include "base/hash_tables.hpp"
#include "base/limits.hpp"
#include "core/messages/command.hpp"
#include "core/messages/effect.hpp"

namespace callbackd::core {

struct Census {                                            // counts for the metrics
  std::array<std::uint64_t, kCallbackStates> callbacks{};  // by CallbackState
  std::uint64_t agents_connected = 0;                      // of the definition in force
  std::uint64_t agents_ready = 0;                          // Ready and connected, also busy ones
  std::uint64_t dials_in_last_hour = 0;                    // legs to outside numbers
  std::uint64_t simulated_attempts = 0;                    // since the start
  std::uint64_t dials_per_hour = 0;                        // the limit; 0: none
};

class Core {
 public:
  // `hash_key` protects hash tables against chosen keys, so it should be random. No decision
  // depends on it. When `callbacks_in_memory` callbacks are in memory, new callbacks are refused as
  // unavailable. New callbacks with publishable keys are refused when nine tenths of that number
  // are reached.
  explicit Core(base::HashKey hash_key,
                std::size_t callbacks_in_memory = base::kLimits.callbacks_in_memory);
  ~Core();
  Core(Core&&) noexcept;
  Core& operator=(Core&&) noexcept;

  // Fills the core with the rows that storage read back, and with the definition in force (never
  // null). Call it once, before the first step. The first step must then be StartUp.
  void restore(SitePtr site, Restored const& restored);
  // Carries out one command, and appends what it wants done to `effects`. `now` must not be lower
  // than in the step before. A broken invariant ends the process.
  void step(base::Instant now, Command const& command, Effects& effects);
  // The instant at which the next step is needed, because a timer is due then; a Tick is enough for
  // that step. kNever: no timer is set. While callbacks must still be moved for a new zone
  // database, this is the instant of the last step, so that the next step follows without a wait.
  base::Instant next_deadline() const;

  SitePtr site() const;
  std::size_t callbacks() const;  // in memory
  Census census() const;          // cheap: the counts are kept all the time
  std::string const& login(base::AgentId agent) const;
  void sweep(base::Instant now) const;          // checks every invariant; for tests and simulation
  std::string render(base::Instant now) const;  // the whole state as text; for tests

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace callbackd::core
