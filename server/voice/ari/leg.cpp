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

// A leg moves from mix to mix with one request, and music replaces what it hears. Every other way
// leads over kAlone.
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
      // Both may play. The ringing is stopped first; then the leg counts as on hold, so that the
      // next step stops the music.
      return {LegStep::kStopRinging, {Kind::kHold, {}}};
    case Kind::kAlone:
      break;
  }
  return enter(wanted);
}

constexpr unsigned kNotFound = 404;
constexpr unsigned kConflict = 409;
constexpr unsigned kInvalid = 400;

}  // namespace

// At most one step at a time, the most important first: dialling, hanging up, machine detection,
// moving to the wanted place, digits. Nothing is asked while the leg is in doubt or a request is
// under way.
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

// Music or ringing may or may not play: kOutside makes towards() stop both before the next place;
// before music only, nothing is stopped, as music replaces what is heard.
// In or out of a bridge: the snapshot says so.
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

StepEnd end_of(LegStep step, RestAnswer const& answer) {
  if (answer.done()) return StepEnd::kDone;
  if (step == LegStep::kSendDigits) return StepEnd::kDone;  // sent once, whatever came of it
  if (step == LegStep::kOriginate) {
    // A channel of this name is there: it is ours.
    if (answer.is(kConflict)) return StepEnd::kUnknown;
    return answer.kind == RestAnswer::Kind::kUnknown ? StepEnd::kUnknown : StepEnd::kRefused;
  }
  if (answer.kind != RestAnswer::Kind::kAnswered) return StepEnd::kUnknown;
  if (answer.status == kNotFound) return StepEnd::kGone;
  if (answer.status == kInvalid && step == LegStep::kEnterMix) return StepEnd::kGone;
  return StepEnd::kUnknown;
}

}  // namespace callbackd::voice::ari
