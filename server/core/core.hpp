// The routing core: all callbacks that are not final, all agents and queues, and every rule about
// them. One owner calls it from one thread. No I/O, clock, thread, randomness or logging: the same
// commands give the same effects.
#pragma once
#include <array>
#include <memory>
#include <string>

#include "base/hash_tables.hpp"
#include "base/limits.hpp"
#include "core/messages/command.hpp"
#include "core/messages/effect.hpp"

namespace callbackd::core {

struct Census {                                            // of what is in memory
  std::array<std::uint64_t, kCallbackStates> callbacks{};  // by CallbackState
  std::uint64_t agents_connected = 0;                      // of the definition in force
  std::uint64_t agents_ready = 0;                          // and connected, busy ones included
  std::uint64_t dials_in_last_hour = 0;                    // of outside numbers
  std::uint64_t simulated_attempts = 0;                    // since the start
  std::uint64_t dials_per_hour = 0;                        // the limit; 0: none
};

class Core {
 public:
  // Intake is refused as unavailable beyond so many.
  // `hash_key`, random, decides nothing: only where things lie in tables.
  explicit Core(base::HashKey hash_key,
                std::size_t callbacks_in_memory = base::kLimits.callbacks_in_memory);
  ~Core();
  Core(Core&&) noexcept;
  Core& operator=(Core&&) noexcept;

  // Before the first step, once: what storage read back, with the definition in force (never null).
  void restore(SitePtr site, Restored const& restored);
  // `now` never falls. Appends to `effects`. A broken invariant ends the process.
  void step(base::Instant now, Command const& command, Effects& effects);
  // When Tick is next needed; kNever: not at all.
  base::Instant next_deadline() const;

  SitePtr site() const;
  std::size_t callbacks() const;  // in memory
  Census census() const;          // costs next to nothing
  std::string const& login(base::AgentId agent) const;
  void sweep(base::Instant now) const;          // every invariant; for tests and simulation
  std::string render(base::Instant now) const;  // the whole state as text; for tests

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace callbackd::core
