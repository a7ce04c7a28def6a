// What a simulated party does when it is dialled, chosen by the last three digits of the number.
// Pure table; owns no state. The same digits as the carrier used for telephony tests, so that a
// scenario means one thing everywhere.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "core/messages/types.hpp"

namespace callbackd::voice {

using std::chrono::milliseconds;

struct Scenario {
  std::optional<milliseconds> rings_after;    // none: silent, no ringing at all
  std::optional<milliseconds> answers_after;  // none: never
  bool machine = false;
  std::optional<milliseconds> hangs_up_after;  // after answering; none: stays until ended
  // How it fails when it neither answers nor rings for ever.
  std::optional<milliseconds> fails_after;
  core::AttemptOutcome failure = core::AttemptOutcome::kNoAnswer;
  std::string_view cause;
};

// `endpoint` ends in digits (+12025550486, 1001, sim:alice). Fewer than three digits: answers.
Scenario scenario_for(std::string_view endpoint);

}  // namespace callbackd::voice
