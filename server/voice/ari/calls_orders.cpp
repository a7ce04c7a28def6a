// The functions of Calls that handle the core's orders.
#include "base/visitor.hpp"
#include "core/definition/dial_string.hpp"
#include "voice/ari/calls.hpp"

namespace callbackd::voice::ari {

void Calls::order(core::VoiceOrder const& order, Time now) {
  ++learned_;
  std::visit(
      base::Visitor{
          [&](core::Dial const& it) { dial(it, now); },
          [&](core::HangUp const& it) { hang_up(it.leg, now); },
          [&](core::Join const& it) { move_leg(it.leg, {LegPosition::Kind::kMix, it.mix}, now); },
          [&](core::Hold const& it) { move_leg(it.leg, {LegPosition::Kind::kHold, {}}, now); },
          [&](core::Ringback const& it) {
            move_leg(it.leg, {LegPosition::Kind::kRingback, {}}, now);
          },
          [&](core::SendDigits const& it) {
            auto* const leg = find(it.leg);
            if (leg == nullptr || it.digits.empty()) return;
            leg->digits.push_back(it.digits);
            advance(it.leg, *leg, now);
          },
          [&](core::ReleaseMix const& it) { release_mix(it.attempt, now); },
          [&](core::TakeSnapshot const&) {
            snapshot_wanted_ = true;
            if (link_up_) ask_snapshot(now);
          },
      },
      order);
}

void Calls::dial(core::Dial const& order, Time now) {
  if (find(order.leg) != nullptr || has_ended(order.leg)) return;  // the order is a repeat
  if (!link_reported_up_) {
    return leg_ended(order.leg, {core::AttemptOutcome::kUnreachable, "the voice link is down"},
                     now);
  }
  if (!core::is_dial_string(order.endpoint)) {
    return leg_ended(order.leg,
                     {core::AttemptOutcome::kUnreachable, "this phone may not be dialled"}, now);
  }
  // The leg is added before the request is sent, because events about the leg may come before the
  // answer to the request.
  auto& leg = add(order.leg, LegStage::kNew);
  leg.detects = order.detect_machine && !options_.machine_context.empty();
  leg.dial = order;
  leg.deadline = now + order.ring_timeout + waits_.ring_slack;
  advance(order.leg, leg, now);
}

void Calls::hang_up(core::LegId const& id, Time now) {
  auto* const leg = expected(id);
  if (leg == nullptr || leg->released) return;
  leg->hang_up = true;
  leg->digits.clear();
  advance(id, *leg, now);
}

void Calls::move_leg(core::LegId const& id, LegPosition wanted, Time now) {
  auto* const leg = expected(id);
  if (leg == nullptr || leg->released) return;
  leg->wanted = wanted;
  advance(id, *leg, now);
}

// Does ReleaseMix: the legs that talk with each other go on without the core. They move into a
// bridge whose name has a number of its own (kReleasedMix), so that callbackd recognizes them after
// a restart. Every other leg is hung up, because the core sends no more orders for it. If only one
// leg could talk on, it is hung up too.
void Calls::release_mix(base::AttemptId const& id, Time now) {
  auto const at = attempts_.find(id);
  if (at == attempts_.end()) return;
  LegPosition const call{LegPosition::Kind::kMix, core::MixNumber::kCall};
  int free = 0;
  for (auto& [number, leg] : at->second.legs) {
    bool const talks = leg.stage == LegStage::kUp && leg.wanted.value_or(leg.position) == call;
    if (talks && !leg.hang_up) leg.released = true;
    if (leg.released) ++free;
  }
  for (auto& [number, leg] : at->second.legs) {
    if (leg.released && free > 1) {
      leg.wanted = LegPosition{LegPosition::Kind::kMix, kReleasedMix};
    } else {
      leg.hang_up = true;
    }
    advance({id, number}, leg, now);
  }
}

// Finds the leg of an order. While the link is down, the order may be for a leg that was dialled
// before a restart and that is not known here yet. Then it is added as kExpected. Returns nullptr
// if the leg has ended or never existed.
Leg* Calls::expected(core::LegId const& id) {
  if (auto* const leg = find(id)) return leg;
  if (link_reported_up_ || has_ended(id)) return nullptr;
  return &add(id, LegStage::kExpected);
}

}  // namespace callbackd::voice::ari
