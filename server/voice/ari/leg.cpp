#include "voice/ari/leg.hpp"

namespace callbackd::voice::ari {
namespace {

using Kind = LegPosition::Kind;

UnderWay enter(LegPosition const& wanted) {
  switch (wanted.kind) {
    case Kind::kMix:
      return {LegStep::kEnterMix, wanted};
    case Kind::kHold:
      return {LegStep::kStartMusic, wanted};
    case Kind::kRingback:
      return {LegStep::kStartRinging, wanted};
    case Kind::kAlone:
    case Kind::kOutside:
      break;
  }
  return {LegStep::kStopRinging, {Kind::kAlone, {}}};
}

// The next request on the way from `position` to `wanted`. A leg can move directly from one mix
// (bridge) to another, from kOutside to kHold, and from kAlone to any place. Every other move first
// brings the leg to kAlone, where it is in no mix and hears neither music nor ringing.
UnderWay towards(LegPosition const& wanted, LegPosition const& position) {
  switch (position.kind) {
    case Kind::kMix:
      if (wanted.kind == Kind::kMix) return enter(wanted);
      return {LegStep::kLeaveMix, {Kind::kAlone, {}}};
    case Kind::kHold:
      return {LegStep::kStopMusic, {Kind::kAlone, {}}};
    case Kind::kRingback:
      return {LegStep::kStopRinging, {Kind::kAlone, {}}};
    case Kind::kOutside:
      if (wanted.kind == Kind::kHold) return enter(wanted);
      // It is not known whether music or ringing plays, so both are stopped, with two requests.
      // This one stops the ringing. Its result is written down as kHold, because from kHold the
      // next request stops the music.
      return {LegStep::kStopRinging, {Kind::kHold, {}}};
    case Kind::kAlone:
      break;
  }
  return enter(wanted);
}

constexpr unsigned kNotFound = 404;
constexpr unsigned kInvalid = 400;

}  // namespace

// Returns the most important request that the leg needs, in this order: dial, hang up, machine
// detection, move to the wanted place, digits. Returns nullopt while another request of the leg
// waits for its answer, or while the state of the leg is unknown.
std::optional<UnderWay> next_step(Leg const& leg) {
  if (leg.under_way || leg.unknown || leg.stage == LegStage::kExpected) return std::nullopt;
  if (leg.stage == LegStage::kNew) {
    if (!leg.dial || leg.hang_up) return std::nullopt;
    return UnderWay{LegStep::kOriginate, {}};
  }
  if (leg.hang_up) {
    if (leg.hang_up_done) return std::nullopt;
    return UnderWay{LegStep::kHangUp, {}};
  }
  if (leg.stage == LegStage::kAnswered) return UnderWay{LegStep::kDetect, {}};
  if (leg.stage != LegStage::kUp) return std::nullopt;
  if (leg.wanted && *leg.wanted != leg.position) return towards(*leg.wanted, leg.position);
  if (!leg.digits.empty()) return UnderWay{LegStep::kSendDigits, leg.position};
  return std::nullopt;
}

// If the result of a request about music or ringing is unknown, it is also unknown whether music or
// ringing plays. kOutside stands for this. On the way to the next place, towards() then stops both.
// On the way to kHold it stops nothing, because the new music replaces what the leg hears. If the
// result of a request about a bridge is unknown, the next snapshot shows whether the leg is in a
// bridge.
LegPosition position_in_doubt(Leg const& leg, LegStep step) {
  switch (step) {
    case LegStep::kStartMusic:
    case LegStep::kStopMusic:
    case LegStep::kStartRinging:
    case LegStep::kStopRinging:
      return {Kind::kOutside, {}};
    case LegStep::kEnterMix:
    case LegStep::kLeaveMix:
      return {Kind::kAlone, {}};
    case LegStep::kOriginate:
    case LegStep::kHangUp:
    case LegStep::kDetect:
    case LegStep::kSendDigits:
      break;
  }
  return leg.position;
}

RequestResult result_of(LegStep step, RestAnswer const& answer) {
  if (answer.done()) return RequestResult::kDone;
  // Digits are sent only once, whatever the answer is.
  if (step == LegStep::kSendDigits) return RequestResult::kDone;
  if (step == LegStep::kOriginate) {
    // A channel with this name exists already, so the leg was dialled. A snapshot shows its state.
    if (answer.is(kHttpConflict)) return RequestResult::kUnknown;
    return answer.kind == RestAnswer::Kind::kUnknown ? RequestResult::kUnknown
                                                     : RequestResult::kRefused;
  }
  if (answer.kind != RestAnswer::Kind::kAnswered) return RequestResult::kUnknown;
  if (answer.status == kNotFound) return RequestResult::kGone;
  if (answer.status == kInvalid && step == LegStep::kEnterMix) return RequestResult::kGone;
  return RequestResult::kUnknown;
}

}  // namespace callbackd::voice::ari
