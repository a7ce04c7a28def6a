// The functions of Calls that handle Asterisk's answers to its requests.
#include <fmt/format.h>

#include "base/visitor.hpp"
#include "voice/ari/calls.hpp"

namespace callbackd::voice::ari {
namespace {

constexpr int kFailuresMost = 3;  // after so many failures in a row a leg is hung up
constexpr unsigned kAllocationFailed = 500;
constexpr unsigned kUnavailable = 503;

std::string status_of(RestAnswer const& answer) {
  switch (answer.kind) {
    case RestAnswer::Kind::kAnswered:
      return fmt::format("status {}", answer.status);
    case RestAnswer::Kind::kNotSent:
      return "not reached";
    case RestAnswer::Kind::kUnknown:
      break;
  }
  return "no answer";
}

}  // namespace

void Calls::answered(RequestId request, RestAnswer const& answer, Time now) {
  auto const found = pending_.find(request);
  if (found == pending_.end()) return;
  auto const pending = found->second;
  pending_.erase(found);
  ++learned_;
  std::visit(base::Visitor{
                 [&](OfLeg const& it) { answered_leg(it.leg, answer, now); },
                 [&](MixRequest const& it) { answered_mix(it, answer, now); },
                 [&](OfSnapshot const& it) { answered_snapshot(it, answer, now); },
                 [](OfNothing) {},
             },
             pending);
}

void Calls::answered_leg(core::LegId const& id, RestAnswer const& answer, Time now) {
  auto* const leg = find(id);
  if (leg == nullptr || !leg->under_way) return;  // the leg ended before this answer came
  auto const step = *leg->under_way;
  leg->under_way.reset();
  leg->learned = learned_;
  switch (result_of(step.step, answer)) {
    case RequestResult::kDone:
      done(*leg, step, now);
      return advance(id, *leg, now);
    case RequestResult::kRefused:
      return refused(id, *leg, answer, now);
    case RequestResult::kGone:
      return doubt(id, *leg, now + waits_.end_on_its_way);
    case RequestResult::kUnknown:
      break;
  }
  leg->position = position_in_doubt(*leg, step.step);
  failed(id, *leg, status_of(answer), now);
}

void Calls::done(Leg& leg, UnderWay const& step, Time now) {
  switch (step.step) {
    case LegStep::kOriginate:
      if (leg.stage == LegStage::kNew) {
        leg.stage = LegStage::kDialled;
        leg.known_since = learned_;
      }
      break;
    case LegStep::kHangUp:
      leg.hang_up_done = true;
      leg.deadline = now + waits_.hang_up;
      break;
    case LegStep::kDetect:
      if (leg.stage == LegStage::kAnswered) leg.stage = LegStage::kDetecting;
      break;
    case LegStep::kSendDigits:
      break;
    case LegStep::kEnterMix:
    case LegStep::kLeaveMix:
    case LegStep::kStartMusic:
    case LegStep::kStopMusic:
    case LegStep::kStartRinging:
    case LegStep::kStopRinging:
      leg.position = step.then;
      break;
  }
  leg.failures = 0;
}

// Asterisk refused a request to dial, or the request was not sent. So nothing rings, and the leg
// ends.
void Calls::refused(core::LegId const& id, Leg const& leg, RestAnswer const& answer, Time now) {
  auto const why = status_of(answer);
  if (leg.hang_up)
    return leg_ended(id, {core::AttemptOutcome::kCancelled, why + ", ended by us"}, now);
  // `away`: Asterisk could not be reached, or has no free resources just now. That is no mistake in
  // the request, so it is not logged.
  bool const away = answer.kind == RestAnswer::Kind::kNotSent ||
                    answer.status == kAllocationFailed || answer.status == kUnavailable;
  if (!away) report("Asterisk refuses to dial: " + why, id);
  leg_ended(id,
            {away ? core::AttemptOutcome::kUnreachable : core::AttemptOutcome::kFailed,
             "not dialled, " + why},
            now);
}

// The result of a leg's request is unknown. A snapshot is asked for to find out. But if the leg is
// up and this happens for the kFailuresMost-th time in a row, the leg is hung up instead.
void Calls::failed(core::LegId const& id, Leg& leg, std::string why, Time snapshot_at) {
  ++counts_.unknown_results;
  report("an order's outcome is unknown: " + why, id);
  if (++leg.failures >= kFailuresMost && leg.stage == LegStage::kUp && !leg.hang_up)
    return give_up(id, leg, "cannot be controlled, " + why, snapshot_at);
  doubt(id, leg, snapshot_at);
}

// Marks the state of the leg as unknown and asks for a snapshot. Until that snapshot has come, no
// request is sent for the leg.
void Calls::doubt(core::LegId const&, Leg& leg, Time snapshot_at) {
  leg.unknown = true;
  leg.learned = learned_;
  ask_snapshot(snapshot_at);
}

void Calls::give_up(core::LegId const& id, Leg& leg, std::string why, Time now) {
  report("a leg is hung up: " + why, id);
  leg.fixed_outcome = LegOutcome{core::AttemptOutcome::kFailed, std::move(why)};
  leg.hang_up = true;
  leg.unknown = false;
  advance(id, leg, now);
}

// Handles the answer to a request that makes the bridge of a mix (a group of legs that hear each
// other). If the bridge was not made, or if that is unknown, each leg that should be in it asks for
// a snapshot. If the snapshot has the bridge, it is used. Otherwise another bridge with a new name
// is made. If this fails again and again, failed() hangs the leg up.
void Calls::answered_mix(MixRequest const& of, RestAnswer const& answer, Time now) {
  auto const at = attempts_.find(of.attempt);
  if (at == attempts_.end()) return;
  auto const found = at->second.mixes.find(of.mix);
  if (found == at->second.mixes.end() || found->second.state != Mix::State::kMaking) return;
  auto& mix = found->second;
  mix.learned = learned_;
  bool const there = answer.done() || answer.is(kHttpConflict);
  mix.state = there ? Mix::State::kThere : Mix::State::kNone;
  for (auto& [number, leg] : at->second.legs) {
    core::LegId const id{of.attempt, number};
    if (there) {
      advance(id, leg, now);
    } else if (leg.wanted == LegPosition{LegPosition::Kind::kMix, of.mix}) {
      failed(id, leg, "no bridge was made, " + status_of(answer), now);
    }
  }
}

}  // namespace callbackd::voice::ari
