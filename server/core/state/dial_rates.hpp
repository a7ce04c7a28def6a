// DialRates: counts how many legs to outside numbers were dialled in the last hour, for each agent
// and for all agents together. The present time and the limits are parameters. Rebuilt at a
// restart. World owns it. Engine thread.
#pragma once
#include <chrono>
#include <cstdint>

#include "base/instant.hpp"
#include "core/state/names.hpp"
#include "core/state/request_window.hpp"

namespace callbackd::core {

class DialRates {
 public:
  static constexpr std::chrono::hours kHour{1};

  explicit DialRates(base::HashKey key) : by_agent_{kHour, kAgents, key}, all_{kHour, 1, key} {}

  // Counts one leg, for the agent and for all agents. `at` must not be earlier than the `at` of the
  // leg that was counted last.
  void add(AgentId agent, base::Instant at) {
    add_to_agent(agent, at);
    add_to_all(at);
  }
  void add_to_agent(AgentId agent, base::Instant at) { by_agent_.add(key_of(agent), at); }
  void add_to_all(base::Instant at) { all_.add({}, at); }
  // How long until fewer than `most` legs were dialled within the last hour. Zero: this is true
  // already now, or `most` is 0 (no limit).
  base::Duration wait_of(AgentId agent, int most, base::Instant now) const {
    return most <= 0 ? base::Duration{0} : by_agent_.wait(key_of(agent), whole(most), now);
  }
  base::Duration wait_of_all(int most, base::Instant now) const {
    return most <= 0 ? base::Duration{0} : all_.wait({}, whole(most), now);
  }
  std::uint64_t all(base::Instant now) const { return all_.count({}, now); }

 private:
  static constexpr std::size_t kAgents = 100'000;

  static std::uint64_t whole(int most) { return static_cast<std::uint64_t>(most); }
  static RequestWindow::Key key_of(AgentId agent) { return {0, static_cast<std::uint64_t>(agent)}; }

  RequestWindow by_agent_;
  RequestWindow all_;
};

}  // namespace callbackd::core
