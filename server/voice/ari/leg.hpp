// Leg is the state of one leg (a channel at Asterisk) as a value without I/O. It has what the core
// ordered last, what is known about the channel, and at most one request that waits for its answer.
// Only one request at a time is sent for a leg, so the requests of a leg stay in order. Owned by
// Calls, on its thread.
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

// Where a leg is, or where it should be. kMix: it is in a mix (a bridge, in which legs hear each
// other). kOutside: it is in no bridge, and it is unknown whether it hears music or ringing.
struct LegPosition {
  enum class Kind : std::uint8_t { kAlone, kMix, kHold, kRingback, kOutside };
  Kind kind = Kind::kAlone;
  core::MixNumber mix{};
  bool operator==(LegPosition const&) const = default;
};

enum class LegStage : std::uint8_t {
  kExpected,   // perhaps dialled before a restart; the next snapshot shows whether it exists
  kNew,        // the request to dial has no answer yet
  kDialled,    // dialled, and perhaps ringing
  kAnswered,   // answered; machine detection must be started before anything else
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
  LegPosition then;  // where the leg is after the request was done
};

struct Leg {
  LegStage stage = LegStage::kNew;
  bool rang = false;
  bool was_up = false;
  bool detects = false;  // machine detection is wanted
  bool hang_up = false;  // the leg must be hung up: the core ordered it, or Calls decided it
  // Asterisk accepted the request to hang up. The event of the leg's end will come.
  bool hang_up_done = false;
  bool released = false;
  // The state of the leg is unknown. No request is sent for it until a snapshot has come.
  bool unknown = false;
  // One snapshot did not have the leg. The event of its end may be on its way.
  bool missing_once = false;
  bool overdue = false;  // the leg's deadline passed, and a snapshot has been asked for
  // The outcome of the leg, if it is decided before the leg ends. Then the cause that Asterisk
  // gives does not matter.
  std::optional<LegOutcome> fixed_outcome;
  std::optional<core::Dial> dial;     // the order to dial, until its request is sent
  std::optional<LegPosition> wanted;  // where it should be; nullopt: it stays where it is
  LegPosition position;
  std::deque<std::string> digits;
  std::optional<UnderWay> under_way;
  std::uint64_t learned = 0;  // the value of Calls::learned_ when this leg last changed
  // The value of Calls::learned_ when the leg was first known to exist.
  std::uint64_t known_since = 0;
  int failures = 0;  // requests in a row whose result is unknown
  Time dialled_at{};
  std::chrono::seconds ring_timeout{};
  // If nothing happens to the leg until this time, a snapshot is asked for.
  std::optional<Time> deadline;
};

// The leg's next request. nullopt: none is needed, or none may be sent now.
std::optional<UnderWay> next_step(Leg const& leg);

enum class RequestResult : std::uint8_t {
  kDone,
  kUnknown,  // a snapshot must show whether it was done
  kGone,  // Asterisk does not know the channel: its end was reported, will be reported, or was lost
  kRefused  // the request was not done and never will be
};
// The position to assume for a leg after a request whose result is unknown. If the request was
// about a mix, the next snapshot shows whether the leg is in it.
LegPosition position_in_doubt(Leg const& leg, LegStep step);
// What an answer to a request of the leg means. For a request to dial, the status 409 (conflict)
// means that the channel already exists; the result is then kUnknown.
RequestResult result_of(LegStep step, RestAnswer const& answer);

}  // namespace callbackd::voice::ari
