// Leg is one leg: what was ordered last, what is known of it, and the one request that brings what
// is known nearer to what was ordered. Without I/O; owned by Calls, on its thread. At most one
// request of a leg is under way, so its requests stay in order.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "core/messages/voice_order.hpp"
#include "voice/ari/outcome.hpp"
#include "voice/ari/rest.hpp"

namespace callbackd::voice::ari {

using Time = std::chrono::steady_clock::time_point;

// Where a leg is, or is to be. kOutside: in no bridge, and it is unknown whether it hears music or
// ringing.
struct LegPosition {
  enum class Kind : std::uint8_t { kAlone, kMix, kHold, kRingback, kOutside };
  Kind kind = Kind::kAlone;
  core::MixNumber mix{};
  bool operator==(LegPosition const&) const = default;
};

enum class LegStage : std::uint8_t {
  kExpected,   // perhaps there, from before a restart: the next snapshot decides
  kNew,        // the request that dials it has no answer yet
  kDialled,    // and perhaps ringing
  kAnswered,   // a machine is to be detected before anything else
  kDetecting,  // machine detection runs in the dialplan
  kUp
};

enum class LegStep : std::uint8_t {
  kOriginate,
  kHangUp,
  kDetect,
  kEnterMix,
  kLeaveMix,
  kStartMusic,
  kStopMusic,
  kStartRinging,
  kStopRinging,
  kSendDigits
};

struct UnderWay {
  LegStep step{};
  LegPosition then;  // where the leg is when it has been done
};

struct Leg {
  LegStage stage = LegStage::kNew;
  bool rang = false;
  bool was_up = false;
  bool detects = false;       // machine detection is wanted
  bool hang_up = false;       // ordered, or decided here
  bool hang_up_done = false;  // Asterisk accepted the request: the leg's end is on its way
  bool released = false;
  bool unknown = false;  // a snapshot must settle it before anything else is asked
  bool missed = false;   // one snapshot did not have it: its end may be on its way
  bool overdue = false;  // its deadline passed, and a snapshot has been asked for
  std::optional<LegOutcome>
      fixed_outcome;               // fixed before its end: what Asterisk will say does not matter
  std::optional<core::Dial> dial;  // until it is dialled
  std::optional<LegPosition> wanted;  // nullopt: it stays where it is
  LegPosition position;
  std::deque<std::string> digits;
  std::optional<UnderWay> under_way;
  std::uint64_t learned = 0;      // Calls' count of what it heard, when this leg last changed
  std::uint64_t there_since = 0;  // the same count, when it was first known to be there
  int failures = 0;               // in a row
  Time dialled_at{};
  std::chrono::seconds ring_timeout{};
  std::optional<Time> deadline;  // by then something must have happened to it
};

// The leg's next request. nullopt: nothing to do, or nothing may be done now.
std::optional<UnderWay> next_step(Leg const& leg);

enum class StepEnd : std::uint8_t {
  kDone,
  kUnknown,  // a snapshot must settle it
  kGone,     // Asterisk does not know the channel: its end came, is on its way, or was lost
  kRefused   // it was not done, and never will be
};
// Where the leg is taken to be while it is unknown whether the step was done. A snapshot corrects
// it as far as mixes go.
LegPosition position_in_doubt(Leg const& leg, LegStep step);
// The meaning of an answer to the leg's request. kConflict on dialling means that the leg is there.
StepEnd end_of(LegStep step, RestAnswer const& answer);

}  // namespace callbackd::voice::ari
