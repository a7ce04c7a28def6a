// PartyScenario says what a simulated party (person or machine) does when it is dialled. It is
// chosen by the last three digits of the number. scenario_for() only looks the digits up in a
// table. Pure; any thread. The simulated telephone network in the telephony tests uses the same
// digits for the same behaviour.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "core/messages/types.hpp"

namespace callbackd::voice {

using std::chrono::milliseconds;

struct PartyScenario {
  std::optional<milliseconds> rings_after;    // nullopt: it never rings
  std::optional<milliseconds> answers_after;  // nullopt: it never answers
  bool machine = false;
  // How long after its answer the party hangs up. nullopt: it does not hang up by itself.
  std::optional<milliseconds> hangs_up_after;
  // How long after the dialling the call fails. nullopt: it does not fail. Then the party answers,
  // or rings until the ring time-out.
  std::optional<milliseconds> fails_after;
  core::AttemptOutcome failure = core::AttemptOutcome::kNoAnswer;
  std::string_view cause;
};

// Finds the scenario for an endpoint such as +12025550486, 1001 or sim:alice, by its last three
// characters. If they are not in the table, the party answers.
PartyScenario scenario_for(std::string_view endpoint);

}  // namespace callbackd::voice
