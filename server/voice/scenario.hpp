// Scenario is what a simulated party does when it is dialled, chosen by the last three digits of
// the number. A pure table without state. The carrier of the telephony tests uses the same digits,
// so that a scenario means the same everywhere.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "core/messages/types.hpp"

namespace callbackd::voice {

using std::chrono::milliseconds;

struct Scenario {
  std::optional<milliseconds> rings_after;    // nullopt: silent, no ringing at all
  std::optional<milliseconds> answers_after;  // nullopt: never
  bool machine = false;
  // After answering; nullopt: it stays until it is ended.
  std::optional<milliseconds> hangs_up_after;
  // How it fails. nullopt: it answers, or rings until the ring time-out.
  std::optional<milliseconds> fails_after;
  core::AttemptOutcome failure = core::AttemptOutcome::kNoAnswer;
  std::string_view cause;
};

// `endpoint` ends in digits (+12025550486, 1001, sim:alice). Fewer than three digits: answers.
Scenario scenario_for(std::string_view endpoint);

}  // namespace callbackd::voice
