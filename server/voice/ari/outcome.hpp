// How a leg's end is called: Asterisk's cause (and the SIP status where it gives one), whether it
// rang or was up, and what we asked for ourselves, in; the outcome and a line for the history, out.
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
  bool ring_time_was_over = false;  // of our own time-out
  bool unjudged = false;            // up, and nobody knew yet whether by a machine
};

struct Verdict {
  core::AttemptOutcome outcome{};
  std::string cause;
};

Verdict verdict_on(LegEnd const& end);

}  // namespace callbackd::voice::ari
