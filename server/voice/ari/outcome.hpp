// Decides the outcome of a leg when it has ended. It uses Asterisk's cause, the SIP status if there
// is one, whether the leg rang or was up, and whether callbackd asked for the end. It also makes
// the text about the cause for the callback's history. Pure; any thread.
#pragma once
#include <string>

#include "core/messages/types.hpp"

namespace callbackd::voice::ari {

struct LegEnd {
  int cause = 0;       // cause code of ITU-T Q.850, from the event ChannelDestroyed
  int tech_cause = 0;  // SIP status; 0: unknown
  // callbackd asked for the end of the leg. Asterisk's cause then does not say who hung up.
  bool by_us = false;
  bool was_up = false;
  bool rang = false;
  bool ring_time_was_over = false;  // the ring time-out that callbackd set had passed
  bool detection_pending = false;   // the leg was up, but machine detection had no result yet
};

struct LegOutcome {
  core::AttemptOutcome outcome{};
  std::string cause;
};

// Decides the outcome by the first of these that is true:
// 1. Machine detection had no result, and callbackd did not ask for the end: kFailed.
// 2. The leg was up: kAnswered.
// 3. callbackd asked for the end: kCancelled.
// Otherwise the SIP status or Asterisk's cause decides.
LegOutcome outcome_of(LegEnd const& end);

}  // namespace callbackd::voice::ari
