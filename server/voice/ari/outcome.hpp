// Decides the outcome of a leg from its end: from Asterisk's cause (and the SIP status where there
// is one), whether it rang or was up, and what we asked for ourselves. Also gives a line for the
// history.
#pragma once
#include <string>

#include "core/messages/types.hpp"

namespace callbackd::voice::ari {

struct LegEnd {
  int cause = 0;       // Q.850, of ChannelDestroyed
  int tech_cause = 0;  // SIP status; 0: not told
  bool by_us = false;  // we asked for it: Asterisk's cause does not say who hung up
  bool was_up = false;
  bool rang = false;
  bool ring_time_was_over = false;  // our own ring time-out had passed
  bool detection_pending = false;   // up, but machine detection had no verdict yet
};

struct LegOutcome {
  core::AttemptOutcome outcome{};
  std::string cause;
};

// The order of the rules: no verdict of machine detection, was up, ended by us, then Asterisk's
// cause.
LegOutcome outcome_of(LegEnd const& end);

}  // namespace callbackd::voice::ari
