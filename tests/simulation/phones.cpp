#include "simulation/phones.hpp"

#include "base/visitor.hpp"
#include "simulation/facts.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {
void Phones::attach(std::function<void(core::VoiceEvent)> on_event) {
  on_event_ = std::move(on_event);
  linked_ = true;
  // A gateway may say again what it said to the server before.
  for (auto const& known : legs_) {
    if (!known.second.up || !random_.chance(50)) continue;
    in(1, 300, [this, leg = known.first] {
      if (legs_.contains(leg)) tell(core::LegAnswered{leg, false});
    });
  }
}

void Phones::in(std::int64_t low_ms, std::int64_t high_ms, std::function<void()> action) {
  timeline_.after(Duration{random_.between(low_ms * 1'000, high_ms * 1'000)}, std::move(action));
}

void Phones::tell(core::VoiceEvent event) {
  if (linked_ && on_event_) on_event_(std::move(event));
}

void Phones::link(bool up) {
  report_.say("voice link {}", up ? "up" : "down");
  linked_ = true;
  tell(core::LinkChanged{up});
  linked_ = up;
}

void Phones::order(core::VoiceOrder const& order) {
  if (!linked_) return;
  auto const on_leg = [this](core::LegId leg, char const* what) {
    if (!agent_was_up_[leg.attempt]) report_.violated("{} {} which never was up", what, text(leg));
  };
  std::visit(base::Visitor{
                 [this](core::Dial const& it) { dial(it); },
                 [this](core::HangUp const& it) {
                   in(1, 300, [this, leg = it.leg] {
                     auto const found = legs_.find(leg);
                     if (found == legs_.end()) return;
                     end(leg, found->second.up ? core::AttemptOutcome::kAnswered
                                               : core::AttemptOutcome::kCancelled);
                   });
                 },
                 [&](core::Join const& it) { on_leg(it.leg, "join"); },
                 [&](core::Hold const& it) { on_leg(it.leg, "hold"); },
                 [&](core::Ringback const& it) { on_leg(it.leg, "ringback to"); },
                 [](core::LetGo const&) {},
                 [&](core::SendDigits const& it) { on_leg(it.leg, "digits to"); },
                 [this](core::TakeSnapshot const&) {
                   core::SnapshotTaken taken;
                   for (auto const& [leg, state] : legs_) taken.live.push_back({leg, state.up});
                   in(1, 400, [this, taken = std::move(taken)] { tell(taken); });
                 },
             },
             order);
}

void Phones::dial(core::Dial const& order) {
  auto const leg = order.leg;
  if (leg.number == core::LegNumber::kContact && !agent_was_up_[leg.attempt]) {
    report_.violated("{} is dialled before the agent answered", text(leg));
  }
  legs_[leg] = {};
  bool const agent = leg.number == core::LegNumber::kAgent;
  if (random_.chance(agent ? 85 : 70)) {
    in(20, 1'500, [this, leg] {
      if (legs_.contains(leg)) tell(core::LegRinging{leg});
    });
    bool const machine = order.detect_machine && random_.chance(30);
    in(1'500, agent ? 2'500 : 6'000, [this, leg, agent, machine] {
      auto const found = legs_.find(leg);
      if (found == legs_.end()) return;
      found->second.up = true;
      if (agent) agent_was_up_[leg.attempt] = true;
      tell(core::LegAnswered{leg, machine});
      if (random_.chance(50)) {
        in(500, 9'000, [this, leg] { end(leg, core::AttemptOutcome::kAnswered); });
      }
    });
    return;
  }
  constexpr core::AttemptOutcome kFailures[] = {
      core::AttemptOutcome::kBusy, core::AttemptOutcome::kNoAnswer,
      core::AttemptOutcome::kUnreachable, core::AttemptOutcome::kRejected,
      core::AttemptOutcome::kInvalid};
  auto const outcome = random_.pick(kFailures);
  in(100, 7'000, [this, leg, outcome] { end(leg, outcome); });
}

void Phones::end(core::LegId leg, core::AttemptOutcome outcome) {
  if (legs_.erase(leg) > 0) tell(core::LegEnded{leg, outcome, "16"});
}

}  // namespace callbackd::simulation
