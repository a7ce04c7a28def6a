#include "simulation/phones.hpp"

#include "base/visitor.hpp"
#include "simulation/facts.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {
using core::AttemptOutcome;

void Phones::attach(std::function<void(core::VoiceEvent)> on_event) {
  on_event_ = std::move(on_event);
  linked_ = true;
  asked_once_ = false;
  snapshots_due_ = 0;
  held_.clear();  // held orders are lost with the server that gave them
  ++server_;
  // A gateway may report to a new server what it has already reported to the earlier server.
  for (auto const& known : legs_) {
    if (!known.second.up || !random_.chance(50)) continue;
    in(1, 300, [this, leg = known.first] {
      if (legs_.contains(leg)) tell(core::LegAnswered{leg, false});
    });
  }
}

PhoneLeg const* Phones::find(core::LegId const& leg) const {
  auto const found = legs_.find(leg);
  return found == legs_.end() ? nullptr : &found->second;
}

void Phones::in(std::int64_t low_ms, std::int64_t high_ms, std::function<void()> action) {
  timeline_.after(Duration{random_.between(low_ms * 1'000, high_ms * 1'000)}, std::move(action));
}

void Phones::tell(core::VoiceEvent event) {
  ++changes_;
  if (linked_ && on_event_) on_event_(std::move(event));
}

// Cuts the link to the server, or brings it up. When the link comes up, three things happen in this
// order. The orders that were held while it was down are carried out (see order()). The answers of
// people in that time are reported. Then the server is told that the link is up.
void Phones::link(bool up) {
  report_.say("voice link {}", up ? "up" : "down");
  bool const was_down = !linked_;
  linked_ = true;
  if (up && was_down) {
    asked_once_ = false;
    for (auto const& order : std::exchange(held_, {})) carry_out(order);
    for (auto& [leg, state] : legs_) {
      if (state.up && !std::exchange(state.told_up, true)) tell(core::LegAnswered{leg, false});
    }
  }
  tell(core::LinkChanged{up});
  linked_ = up;
}

void Phones::forget_calls() {
  legs_.clear();
  ++changes_;
}

void Phones::lose_somebody() {
  if (legs_.empty()) return;
  auto at = legs_.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(random_.below(legs_.size())));
  report_.say("{} is lost", text(at->first));
  end(at->first, AttemptOutcome::kLost);
}

void Phones::order(core::VoiceOrder const& order) {
  ++changes_;
  if (linked_) return carry_out(order);
  if (std::holds_alternative<core::TakeSnapshot>(order)) return;  // asked again at the next link
  auto const* const call = std::get_if<core::Dial>(&order);
  if (call == nullptr) return held_.push_back(order);
  // While the link is down, an order to dial fails after a moment. It is not carried out when the
  // link comes up.
  in(1, 50, [this, leg = call->leg, server = server_] {
    if (server == server_) on_event_(core::LegEnded{leg, AttemptOutcome::kUnreachable, "no link"});
  });
}

void Phones::carry_out(core::VoiceOrder const& order) {
  std::visit(base::Visitor{
                 [this](core::Dial const& it) { dial(it); },
                 [this](core::HangUp const& it) { hang_up(it.leg); },
                 [this](core::Join const& it) { move(it.leg, "join", Ear::kMix, it.mix); },
                 [this](core::Hold const& it) { move(it.leg, "hold", Ear::kMusic); },
                 [this](core::Ringback const& it) { move(it.leg, "ringback to", Ear::kRinging); },
                 [this](core::ReleaseMix const& it) { release_mix(it.attempt); },
                 [this](core::SendDigits const& it) {
                   if (!was_up(it.leg)) report_.violated("digits to {}", text(it.leg));
                 },
                 [this](core::TakeSnapshot const&) { take_snapshot(); },
             },
             order);
}

void Phones::move(core::LegId leg, char const* what, Ear ear, core::MixNumber mix) {
  if (!was_up(leg)) return report_.violated("{} {} which never was up", what, text(leg));
  auto const found = legs_.find(leg);
  if (found == legs_.end()) return;
  if (found->second.released) return report_.violated("{} {} which was let go", what, text(leg));
  found->second.ear = ear;
  found->second.mix = mix;
}

void Phones::hang_up(core::LegId leg) {
  auto const found = legs_.find(leg);
  if (found == legs_.end()) return;
  found->second.hanging = true;
  in(1, 300, [this, leg] {
    auto const still = legs_.find(leg);
    if (still == legs_.end()) return;
    end(leg, still->second.up ? AttemptOutcome::kAnswered : AttemptOutcome::kCancelled);
  });
}

// The server gives up the legs of this call. The people in it talk on, without the server, until
// they hang up.
void Phones::release_mix(base::AttemptId attempt) {
  bool first = true;
  for (auto& [leg, state] : legs_) {
    if (leg.attempt != attempt || state.hanging) continue;
    if (state.ear != Ear::kMix || state.mix != core::MixNumber::kCall) {
      report_.violated("{} is let go and not in the call", text(leg));
    }
    state.released = true;
    in(first ? 100 : 6'000, first ? 5'000 : 9'000, [this, gone = leg] { legs_.erase(gone); });
    first = false;
  }
}

// Sends a snapshot after a while. The snapshot shows the legs as they are when it is sent, so that
// it includes everything that was reported before.
void Phones::take_snapshot() {
  asked_once_ = true;
  ++snapshots_due_;
  in(1, 400, [this, server = server_] {
    if (server != server_) return;
    --snapshots_due_;
    if (!linked_) return;  // no snapshot; the server asks again when the link is up
    core::SnapshotTaken taken;
    for (auto& [leg, state] : legs_) {
      if (state.released) continue;
      taken.live.push_back({leg, state.up});
      state.told_up = state.up;
    }
    tell(taken);
  });
}

void Phones::dial(core::Dial const& order) {
  auto const leg = order.leg;
  if (leg.number == core::LegNumber::kContact && !was_up({leg.attempt, core::LegNumber::kAgent})) {
    report_.violated("{} is dialled before the agent answered", text(leg));
  }
  legs_[leg] = {};
  bool const agent = order.reach == core::Reach::kAgentPhone;
  if (random_.chance(agent ? 92 : 82)) {
    in(20, 1'500, [this, leg] {
      auto const* const state = find(leg);
      if (state != nullptr && !state->up) tell(core::LegRinging{leg});
    });
    bool const machine = order.detect_machine && random_.chance(30);
    auto const at_once = random_.chance(30);
    in(at_once ? 30 : 1'500, agent ? 2'500 : 6'000,
       [this, leg, agent, machine] { answer(leg, agent, machine); });
    return;
  }
  constexpr AttemptOutcome kFailures[] = {AttemptOutcome::kBusy, AttemptOutcome::kNoAnswer,
                                          AttemptOutcome::kUnreachable, AttemptOutcome::kRejected,
                                          AttemptOutcome::kInvalid};
  auto const outcome = random_.pick(kFailures);
  in(100, 7'000, [this, leg, outcome] { end(leg, outcome); });
}

void Phones::answer(core::LegId leg, bool agent, bool machine) {
  auto const found = legs_.find(leg);
  if (found == legs_.end()) return;
  auto& state = found->second;
  state.up = true;
  state.told_up = linked_;
  were_up_.insert(leg);
  tell(core::LegAnswered{leg, machine});
  bool const at_once = random_.chance(5);
  bool const leaves = random_.chance(agent ? 15 : 35);
  if (leaves) {
    in(at_once ? 0 : 500, at_once ? 40 : 12'000, [this, leg] {
      auto const* const still = find(leg);
      if (still != nullptr && !still->released) end(leg, AttemptOutcome::kAnswered);
    });
  }
  if (agent && random_.chance(10)) press_hold_key(leg);
}

void Phones::press_hold_key(core::LegId leg) {
  auto const press = [this, leg](bool held) {
    if (legs_.contains(leg)) tell(core::LegHeld{leg, held});
  };
  in(500, 4'000, [this, press] {
    press(true);
    in(100, 4'000, [press] { press(false); });
  });
}

void Phones::end(core::LegId leg, AttemptOutcome outcome) {
  if (legs_.erase(leg) > 0) tell(core::LegEnded{leg, outcome, "16"});
}

}  // namespace callbackd::simulation
