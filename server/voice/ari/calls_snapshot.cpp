// The functions of Calls that ask for snapshots and use them. A snapshot is the list of the
// channels and bridges that exist at Asterisk. It was true at some moment after the request for it.
// So it says nothing about a leg or bridge that has changed since that request.
#include <algorithm>
#include <utility>

#include "voice/ari/calls.hpp"

namespace callbackd::voice::ari {

void Calls::ask_snapshot(Time at) {
  if (!link_up_) return;  // a snapshot is taken when the link is up again
  snapshot_at_ = snapshot_at_ ? std::min(*snapshot_at_, at) : at;
}

// Starts a snapshot. It is made of two requests, first for the channels and then for the bridges.
// The snapshot counts as asked for at the moment when the first request is sent.
void Calls::start_snapshot() {
  snapshot_at_.reset();
  snapshot_for_core_ = std::exchange(snapshot_wanted_, false);
  snapshot_ = Snapshot{++learned_, {}};
  send(list_channels(), OfSnapshot{snapshot_->asked_at, false});
}

void Calls::answered_snapshot(OfSnapshot const& of, RestAnswer const& answer, Time now) {
  // This answer belongs to a snapshot from before the link was lost.
  if (!snapshot_ || snapshot_->asked_at != of.asked_at) return;
  bool good = false;
  if (answer.is(200) && of.bridges) {
    auto bridges = decode_bridges(options_.application, answer.body);
    good = bridges.has_value();
    if (good) snapshot_->listing.bridges = std::move(*bridges);
  } else if (answer.is(200)) {
    auto channels = decode_channels(options_.application, answer.body);
    good = channels.has_value();
    if (good) snapshot_->listing.channels = std::move(*channels);
  }
  if (!good) {
    report("a snapshot failed");
    snapshot_.reset();
    snapshot_wanted_ = std::exchange(snapshot_for_core_, false) || snapshot_wanted_;
    return ask_snapshot(now + waits_.snapshot_again);
  }
  if (!of.bridges) return send(list_bridges(), OfSnapshot{of.asked_at, true});
  auto const snapshot = *std::exchange(snapshot_, std::nullopt);
  ++counts_.snapshots;
  apply(snapshot, now);
}

// Uses a complete snapshot. The order of the calls below matters. Legs are added first, so that
// bridges find them. Bridges come next, because the comparison of legs looks at the bridges. The
// core gets the snapshot before advance_all() sends the next requests of the legs.
void Calls::apply(Snapshot const& snapshot, Time now) {
  adopt(snapshot);
  std::vector<core::LegId> all;
  for (auto const& [id, attempt] : attempts_) {
    for (auto const& [number, leg] : attempt.legs) all.push_back({id, number});
  }
  settle_bridges(snapshot, now);
  for (auto const& id : all) {
    if (auto* const leg = find(id)) settle(id, *leg, snapshot, now);
  }
  if (!std::exchange(link_reported_up_, true)) tell(core::LinkChanged{true});
  if (std::exchange(snapshot_for_core_, false)) tell_snapshot();
  std::vector<base::AttemptId> attempts;
  for (auto const& [id, attempt] : attempts_) attempts.push_back(id);
  // It is possible that only one released leg of an attempt is left now. So last_of() checks each
  // attempt.
  for (auto const& id : attempts) {
    if (auto const at = attempts_.find(id); at != attempts_.end()) last_of(at, now);
  }
  advance_all(now);
}

// Handles channels that are in the snapshot but are not among the known legs. The first snapshot
// after the link came up adds them as legs from before a restart. In a later snapshot, such a
// channel was dialled late, so it is hung up. It was dialled by a request that Calls had already
// counted as failed, or by an earlier callbackd process that was frozen. A channel is hung up, too,
// if its leg had ended before the snapshot was asked for.
void Calls::adopt(Snapshot const& snapshot) {
  for (auto const& [id, channel] : snapshot.listing.channels) {
    auto const ended = ended_.find(id);
    if (ended != ended_.end()) {
      if (ended->second < snapshot.asked_at) send(ari::hang_up(options_, id), OfNothing{});
      continue;
    }
    if (find(id) != nullptr) continue;
    if (link_reported_up_) {  // this process did not dial it
      send(ari::hang_up(options_, id), OfNothing{});
      continue;
    }
    auto& leg = add(id, LegStage::kExpected);
    leg.learned = snapshot.asked_at;
    leg.known_since = snapshot.asked_at;
  }
}

// Compares one leg with the snapshot. If the state of the leg was unknown, it is known afterwards.
// If the snapshot is too old to tell, and the state is unknown, another snapshot is asked for.
void Calls::settle(core::LegId const& id, Leg& leg, Snapshot const& snapshot, Time now) {
  auto const listed = snapshot.listing.channels.find(id);
  if (listed == snapshot.listing.channels.end()) return missing(id, leg, snapshot, now);
  leg.missing_once = false;
  if (leg.learned > snapshot.asked_at || leg.under_way) {
    if (leg.unknown) ask_snapshot(now + waits_.snapshot_again);
    return;
  }
  auto const mix = std::find_if(snapshot.listing.bridges.begin(), snapshot.listing.bridges.end(),
                                [&](ListedBridge const& bridge) {
                                  return std::find(bridge.legs.begin(), bridge.legs.end(), id) !=
                                         bridge.legs.end();
                                });
  present(id, leg, listed->second, now);
  if (leg.stage == LegStage::kUp) {
    if (mix != snapshot.listing.bridges.end()) {
      leg.position = {LegPosition::Kind::kMix, mix->name.mix};
    } else if (leg.position.kind == LegPosition::Kind::kMix) {
      leg.position = {LegPosition::Kind::kOutside, {}};
    }
  }
  if (!std::exchange(leg.unknown, false)) return;
  if (std::exchange(leg.overdue, false)) return overdue(id, leg, now);
  leg.hang_up_done = false;
}

// Handles a leg that is not in the snapshot. If the result of its request to dial is unknown, it
// was not dialled, so it ends. For every other leg, the event of its end may still be on its way
// over the event socket. So the leg counts as ended only if a second snapshot does not have it
// either. If the link was down, one snapshot is enough, because the event may be lost.
void Calls::missing(core::LegId const& id, Leg& leg, Snapshot const& snapshot, Time now) {
  if (leg.stage == LegStage::kNew) {
    if (!leg.unknown) return;
    if (leg.under_way || leg.learned > snapshot.asked_at)
      return ask_snapshot(now + waits_.snapshot_again);
    return leg_ended(id, {core::AttemptOutcome::kFailed, "not dialled, no answer"}, now);
  }
  if (leg.known_since > snapshot.asked_at) return;
  if (link_reported_up_ && !std::exchange(leg.missing_once, true)) {
    leg.unknown = true;
    return ask_snapshot(now + waits_.end_on_its_way);
  }
  ++counts_.lost;
  if (leg.fixed_outcome) return leg_ended(id, *leg.fixed_outcome, now);
  if (leg.hang_up)
    return leg_ended(id, outcome_of({16, 0, true, leg.was_up, leg.rang, false}), now);
  report("the end of a leg was not reported", id);
  leg_ended(id, {core::AttemptOutcome::kLost, "its end was not reported"}, now);
}

// Handles a leg that is in the snapshot. If events about it are missing (ringing, answered), does
// what those events would have done.
void Calls::present(core::LegId const& id, Leg& leg, ListedChannel const& listed, Time now) {
  bool const found = leg.stage == LegStage::kExpected;
  if (leg.stage <= LegStage::kNew) {
    leg.stage = LegStage::kDialled;
    leg.known_since = leg.learned;
  }
  if (listed.ringing) ringing(id, leg);
  if (!listed.up) return;
  leg.was_up = true;
  if (found) {
    leg.unknown = true;
    if (listed.in_application) {
      leg_came_up(id, leg, false, now);
      leg.position = {LegPosition::Kind::kOutside, {}};
      return;
    }
    leg.stage = LegStage::kDetecting;
    leg.deadline = now + waits_.detection;
    return;
  }
  if (listed.in_application && leg.stage < LegStage::kAnswered)
    entered_stasis(id, leg, Event{}, now);
}

// Handles a leg whose deadline passed and that is still there, as a snapshot shows.
void Calls::overdue(core::LegId const& id, Leg& leg, Time now) {
  if (leg.hang_up) {
    leg.hang_up_done = false;  // so that the request to hang up is sent again
    return;
  }
  if (leg.stage == LegStage::kDialled) {
    leg.fixed_outcome = LegOutcome{core::AttemptOutcome::kNoAnswer, "rang longer than its time"};
    leg.hang_up = true;
    return;
  }
  if (leg.stage == LegStage::kUp) return;
  give_up(id, leg, "whether a machine answered was not reported", now);
}

// Compares the known bridges with the snapshot. A listed bridge of a known attempt is used, if the
// attempt has no other bridge for the same mix (group of legs that hear each other). An empty
// bridge that is not used is ended. A known bridge that is not in the snapshot was ended by another
// program (bridge_gone()).
void Calls::settle_bridges(Snapshot const& snapshot, Time now) {
  std::map<std::pair<base::AttemptId, core::MixNumber>, BridgeName> listed;
  for (auto const& bridge : snapshot.listing.bridges) {
    auto const& name = bridge.name;
    auto const at = attempts_.find(name.attempt);
    if (at == attempts_.end()) {
      if (bridge.legs.empty()) send(end_bridge(options_, name), OfNothing{});
      continue;
    }
    auto& mix = at->second.mixes[name.mix];
    if (mix.state == Mix::State::kNone) {
      mix = {Mix::State::kThere, name, snapshot.asked_at};
    } else if (mix.name != name) {
      if (bridge.legs.empty()) send(end_bridge(options_, name), OfNothing{});
      continue;
    }
    listed[{name.attempt, name.mix}] = name;
    if (name.mix != kReleasedMix) continue;
    for (auto const& leg : bridge.legs) {
      auto const found = at->second.legs.find(leg.number);
      if (found != at->second.legs.end()) found->second.released = true;
    }
  }
  std::vector<BridgeName> gone;
  for (auto const& [id, attempt] : attempts_) {
    for (auto const& [number, mix] : attempt.mixes) {
      bool const known = mix.state == Mix::State::kThere && mix.learned <= snapshot.asked_at;
      if (known && !listed.contains({id, number})) gone.push_back(mix.name);
    }
  }
  for (auto const& name : gone) bridge_gone(name, now);
}

void Calls::tell_snapshot() {
  core::SnapshotTaken taken;
  for (auto const& [id, attempt] : attempts_) {
    for (auto const& [number, leg] : attempt.legs) {
      if (leg.released || leg.stage == LegStage::kExpected) continue;
      taken.live.push_back({{id, number}, leg.stage == LegStage::kUp});
    }
  }
  tell(std::move(taken));
}

}  // namespace callbackd::voice::ari
