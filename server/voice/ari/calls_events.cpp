// The functions of Calls that handle Asterisk's events.
#include "voice/ari/calls.hpp"

namespace callbackd::voice::ari {
namespace {

constexpr std::string_view kVerdictFollows = "machine";

}  // namespace

// Handles one event. The name in the event tells which leg or bridge it is about. Events about
// channels of other programs, and about channels that are not legs, are ignored.
void Calls::hear(Event const& event, Time now) {
  ++learned_;
  if (event.kind == EventKind::kBridgeDestroyed) {
    if (auto const name = name_of_bridge(options_.application, event.id)) bridge_gone(*name, now);
    return;
  }
  auto const id = leg_of_channel(options_.application, event.id);
  if (!id) return;
  auto* leg = find(*id);
  if (event.kind == EventKind::kDestroyed) {
    if (has_ended(*id) || (leg == nullptr && link_reported_up_)) return;
    LegEnd end_of_it{event.cause, event.tech_cause, false, event.up, false, false};
    if (leg != nullptr) {
      end_of_it.by_us = leg->hang_up;
      end_of_it.was_up = leg->was_up || event.up;
      end_of_it.rang = leg->rang;
      end_of_it.detection_pending =
          leg->stage == LegStage::kAnswered || leg->stage == LegStage::kDetecting;
      end_of_it.ring_time_was_over =
          leg->ring_timeout.count() > 0 && now - leg->dialled_at >= leg->ring_timeout;
      if (leg->fixed_outcome) return leg_ended(*id, *leg->fixed_outcome, now);
    }
    return leg_ended(*id, outcome_of(end_of_it), now);
  }
  // This leg should not exist (any more), so it is hung up. It was dialled late: by a request that
  // Calls had already counted as failed, or by an earlier callbackd process that was frozen.
  if (has_ended(*id) || (leg == nullptr && link_reported_up_)) {
    if (event.kind == EventKind::kStasisStart || event.kind == EventKind::kRinging)
      send(ari::hang_up(options_, *id), OfNothing{});
    return;
  }
  // The leg was dialled before callbackd was restarted.
  if (leg == nullptr) leg = &add(*id, LegStage::kDialled);
  if (leg->stage <= LegStage::kNew) {
    leg->stage = LegStage::kDialled;
    leg->known_since = learned_;
  }
  leg->learned = learned_;
  if (event.kind == EventKind::kStasisStart) entered_stasis(*id, *leg, event, now);
  if (event.kind == EventKind::kRinging) ringing(*id, *leg);
  if (event.kind == EventKind::kHeld) tell(core::LegHeld{*id, true});
  if (event.kind == EventKind::kUnheld) tell(core::LegHeld{*id, false});
}

void Calls::ringing(core::LegId const& id, Leg& leg) {
  if (leg.rang || leg.was_up) return;
  leg.rang = true;
  tell(core::LegRinging{id});
}

// Handles StasisStart, which says that the channel is under our control. It comes when the leg is
// answered. If machine detection runs, it comes a second time with the result of the detection.
void Calls::entered_stasis(core::LegId const& id, Leg& leg, Event const& event, Time now) {
  leg.was_up = true;
  if (!event.args.empty() && event.args.front() == kVerdictFollows) {
    return leg_came_up(id, leg, event.args.size() > 1 && event.args[1] == "MACHINE", now);
  }
  if (leg.stage >= LegStage::kAnswered) return;
  if (!leg.detects) return leg_came_up(id, leg, false, now);
  leg.stage = LegStage::kAnswered;
  leg.deadline = now + waits_.detection;
  advance(id, leg, now);
}

void Calls::leg_came_up(core::LegId const& id, Leg& leg, bool machine, Time now) {
  if (leg.stage == LegStage::kUp) return;
  leg.stage = LegStage::kUp;
  leg.was_up = true;
  leg.position = {};
  leg.deadline.reset();
  if (!leg.released) tell(core::LegAnswered{id, machine});
  // Makes the bridge now, because the phone of the other party may still be ringing. So the two
  // legs need not wait for the bridge later.
  if (link_reported_up_ && !leg.hang_up) ensure_mix(id, core::MixNumber::kCall);
  advance(id, leg, now);
}

// Another program ended one of our bridges. The legs that were in it are in no bridge now. If a leg
// should still be in it, the leg is moved into a new bridge.
void Calls::bridge_gone(BridgeName const& name, Time now) {
  auto const at = attempts_.find(name.attempt);
  if (at == attempts_.end()) return;
  auto const mix = at->second.mixes.find(name.mix);
  if (mix == at->second.mixes.end() || mix->second.name != name) return;
  mix->second.state = Mix::State::kNone;
  for (auto& [number, leg] : at->second.legs) {
    if (leg.position != LegPosition{LegPosition::Kind::kMix, name.mix}) continue;
    leg.position = {LegPosition::Kind::kOutside, {}};
    advance({name.attempt, number}, leg, now);
  }
}

}  // namespace callbackd::voice::ari
