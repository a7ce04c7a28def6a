#include "voice/ari/calls.hpp"

#include <algorithm>
#include <utility>

namespace callbackd::voice::ari {
namespace {

constexpr std::size_t kEndedKept = 10'000;

}  // namespace

Calls::Calls(CallOptions options, Waits waits) : options_(std::move(options)), waits_(waits) {}

std::vector<Action> Calls::take_actions() {
  return std::exchange(actions_, {});
}

CallCounts Calls::counts() const {
  auto counts = counts_;
  for (auto const& [id, attempt] : attempts_) counts.legs += attempt.legs.size();
  return counts;
}

void Calls::link(bool up, Time now) {
  if (up == link_up_) return;
  link_up_ = up;
  if (up) {
    sweep_at_ = now + waits_.sweep;
    return ask_snapshot(now);
  }
  // The link is down, so a snapshot that is being received is dropped. If it was for the core's
  // TakeSnapshot, the next snapshot answers TakeSnapshot instead.
  snapshot_.reset();
  snapshot_wanted_ = snapshot_wanted_ || snapshot_for_core_;
  snapshot_for_core_ = false;
  snapshot_at_.reset();
  if (std::exchange(link_reported_up_, false)) tell(core::LinkChanged{false});
}

// Handles the deadlines that have passed. If a leg's deadline passed, what happened to the leg is
// unknown, so a snapshot is asked for to find out.
void Calls::tick(Time now) {
  if (!link_up_) return;
  for (auto& [id, attempt] : attempts_) {
    for (auto& [number, leg] : attempt.legs) {
      if (!leg.deadline || *leg.deadline > now) continue;
      leg.deadline.reset();
      leg.overdue = true;
      doubt({id, number}, leg, now);
    }
  }
  if (sweep_at_ <= now) {
    sweep_at_ = now + waits_.sweep;
    ask_snapshot(now);
  }
  if (snapshot_at_ && *snapshot_at_ <= now && !snapshot_) start_snapshot();
}

std::optional<Time> Calls::next_deadline() const {
  if (!link_up_) return std::nullopt;
  auto next = sweep_at_;
  if (snapshot_at_ && !snapshot_) next = std::min(next, *snapshot_at_);
  for (auto const& [id, attempt] : attempts_) {
    for (auto const& [number, leg] : attempt.legs) {
      if (leg.deadline) next = std::min(next, *leg.deadline);
    }
  }
  return next;
}

Leg* Calls::find(core::LegId const& id) {
  auto const attempt = attempts_.find(id.attempt);
  if (attempt == attempts_.end()) return nullptr;
  auto const leg = attempt->second.legs.find(id.number);
  return leg == attempt->second.legs.end() ? nullptr : &leg->second;
}

Leg& Calls::add(core::LegId const& id, LegStage stage) {
  auto& leg = attempts_[id.attempt].legs[id.number];
  leg.stage = stage;
  leg.learned = learned_;
  leg.known_since = learned_;
  return leg;
}

// Sends the leg's next request, if it needs one and may have one now.
void Calls::advance(core::LegId const& id, Leg& leg, Time now) {
  if (!link_reported_up_) return;
  auto const step = next_step(leg);
  if (!step) return;
  // The leg must wait until its bridge is made; then answered_mix() continues.
  if (step->step == LegStep::kEnterMix && !ensure_mix(id, step->then.mix)) return;
  auto request = request_of(id, leg, *step);
  if (step->step == LegStep::kOriginate) {
    leg.dialled_at = now;
    leg.ring_timeout = leg.dial->ring_timeout;
    leg.dial.reset();
  }
  if (step->step == LegStep::kSendDigits) leg.digits.pop_front();
  leg.under_way = step;
  send(std::move(request), OfLeg{id});
}

void Calls::advance_all(Time now) {
  for (auto& [id, attempt] : attempts_) {
    for (auto& [number, leg] : attempt.legs) advance({id, number}, leg, now);
  }
}

// Whether the bridge of a mix is there. (A mix is a group of legs that hear each other.) If the
// bridge is neither there nor being made, this function asks Asterisk to make it. False: the bridge
// is being made.
bool Calls::ensure_mix(core::LegId const& id, core::MixNumber number) {
  auto const& mix = attempts_[id.attempt].mixes[number];
  if (mix.state == Mix::State::kNone) make_mix(id.attempt, number, id.number);
  return mix.state == Mix::State::kThere;
}

void Calls::make_mix(base::AttemptId const& id, core::MixNumber number, core::LegNumber made_for) {
  auto& mix = attempts_[id].mixes[number];
  auto const tries = mix.name.made_for == made_for ? mix.name.try_number : std::uint16_t{0};
  mix.state = Mix::State::kMaking;
  mix.name = {id, number, made_for, static_cast<std::uint16_t>(tries + 1)};
  mix.learned = learned_;
  send(make_bridge(options_, mix.name), MixRequest{id, number});
}

RestRequest Calls::request_of(core::LegId const& id, Leg const& leg, UnderWay const& step) const {
  auto const bridge = [&](core::MixNumber mix) -> BridgeName const& {
    return attempts_.at(id.attempt).mixes.at(mix).name;
  };
  switch (step.step) {
    case LegStep::kOriginate:
      return originate(options_, *leg.dial);
    case LegStep::kHangUp:
      return ari::hang_up(options_, id);
    case LegStep::kDetect:
      return detect_machine(options_, id);
    case LegStep::kEnterMix:
      return add_to_bridge(options_, bridge(step.then.mix), id);
    case LegStep::kLeaveMix:
      return remove_from_bridge(options_, bridge(leg.position.mix), id);
    case LegStep::kStartMusic:
      return start_music(options_, id);
    case LegStep::kStopMusic:
      return stop_music(options_, id);
    case LegStep::kStartRinging:
      return start_ringing(options_, id);
    case LegStep::kStopRinging:
      return stop_ringing(options_, id);
    case LegStep::kSendDigits:
      break;
  }
  return send_digits(options_, id, leg.digits.front());
}

// Tells the core that a leg ended, and forgets the leg. If the leg was released, the core is not
// told. After the last leg of an attempt, also forgets the attempt and ends its bridges.
void Calls::leg_ended(core::LegId const& id, LegOutcome outcome, Time now) {
  auto const at = attempts_.find(id.attempt);
  if (at != attempts_.end()) {
    auto const leg = at->second.legs.find(id.number);
    bool const released = leg != at->second.legs.end() && leg->second.released;
    if (leg != at->second.legs.end()) at->second.legs.erase(leg);
    if (!released) tell(core::LegEnded{id, outcome.outcome, std::move(outcome.cause)});
  } else {
    tell(core::LegEnded{id, outcome.outcome, std::move(outcome.cause)});
  }
  if (ended_.emplace(id, ++learned_).second) ended_by_age_.push_back(id);
  if (ended_by_age_.size() > kEndedKept) {
    ended_.erase(ended_by_age_.front());
    ended_by_age_.pop_front();
  }
  if (at != attempts_.end()) last_of(at, now);
}

// Legs that the core released (ReleaseMix) talk on with each other. If only one of them is left, it
// is hung up. If the attempt has no leg any more, its bridges are ended and the attempt is
// forgotten.
void Calls::last_of(AttemptAt at, Time now) {
  auto& [id, attempt] = *at;
  auto const free = std::count_if(attempt.legs.begin(), attempt.legs.end(),
                                  [](auto const& it) { return it.second.released; });
  if (free == 1) {
    for (auto& [number, leg] : attempt.legs) {
      if (!leg.released) continue;
      leg.hang_up = true;
      advance({id, number}, leg, now);
    }
  }
  if (!attempt.legs.empty()) return;
  for (auto const& [number, mix] : attempt.mixes) {
    if (mix.state != Mix::State::kNone) send(end_bridge(options_, mix.name), OfNothing{});
  }
  attempts_.erase(at);
}

void Calls::send(RestRequest request, Pending pending) {
  RequestId const id{next_request_++};
  pending_.emplace(id, std::move(pending));
  actions_.emplace_back(Send{id, std::move(request)});
}

void Calls::report(std::string what, std::optional<core::LegId> leg) {
  actions_.emplace_back(Report{std::move(what), leg});
}

}  // namespace callbackd::voice::ari
