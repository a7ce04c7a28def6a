#include "voice/simulator.hpp"

#include <utility>

#include "base/visitor.hpp"

namespace callbackd::voice {

Simulator::Simulator(boost::asio::io_context& context) : context_(context) {}
Simulator::~Simulator() = default;

void Simulator::start(std::function<void(core::VoiceEvent)> on_event) {
  on_event_ = std::move(on_event);
  on_event_(core::LinkChanged{true, true});
}

void Simulator::stop() {
  legs_.clear();
}

void Simulator::order(core::VoiceOrder const& order) {
  std::visit(
      base::Visitor{
          [this](core::Dial const& it) { dial(it); },
          [this](core::HangUp const& it) {
            auto const* leg = find(it.leg);
            if (leg == nullptr) return;
            end(it.leg,
                leg->answered ? core::AttemptOutcome::kAnswered : core::AttemptOutcome::kCancelled,
                "16 ended by us");
          },
          [](core::Join const&) {},  // nothing to do: simulated parties hear nothing
          [](core::Hold const&) {},
          [](core::Ringback const&) {},
          [](core::SendDigits const&) {},
          [this](core::ReleaseMix const& it) { release_mix(it.attempt); },
          [this](core::TakeSnapshot const&) {
            core::SnapshotTaken taken;
            for (auto const& [id, leg] : legs_) {
              if (!leg->released) taken.live.push_back({id, leg->answered});
            }
            on_event_(std::move(taken));
          },
      },
      order);
}

// Starts a simulated leg. The three timers of the leg decide what happens if the core orders
// nothing. The timer `next` makes the phone ring, answer, hang up or fail. The timer `ring_out`
// ends the leg if the phone rings too long. The timer `longest` ends the leg if it lasts too long.
void Simulator::dial(core::Dial const& order) {
  if (legs_.contains(order.leg) || ended_.contains(order.leg)) return;
  auto& leg = *legs_.emplace(order.leg, std::make_unique<Leg>(context_)).first->second;
  leg.scenario = scenario_for(order.endpoint);
  leg.scenario.machine = leg.scenario.machine && order.detect_machine;
  auto const id = order.leg;
  if (order.endpoint.empty()) {
    return after(leg.next, milliseconds{0}, [this, id] {
      end(id, core::AttemptOutcome::kUnreachable, "this phone may not be dialled");
    });
  }
  if (order.longest.count() > 0) {
    after(leg.longest, order.longest, [this, id] {
      end(id, core::AttemptOutcome::kAnswered, "16 the limit of a call's length was reached");
    });
  }
  if (leg.scenario.fails_after) {
    return after(leg.next, *leg.scenario.fails_after, [this, id] {
      if (auto const* failing = find(id)) {
        end(id, failing->scenario.failure, std::string(failing->scenario.cause));
      }
    });
  }
  if (leg.scenario.rings_after) {
    after(leg.next, *leg.scenario.rings_after, [this, id] { ring(id); });
  }
  auto const silent = !leg.scenario.rings_after;
  after(leg.ring_out, order.ring_timeout, [this, id, silent] {
    auto const* const ringing = find(id);
    if (ringing == nullptr || ringing->answered)
      return;  // The timer had expired before answer() cancelled it, so this does nothing.
    end(id, silent ? core::AttemptOutcome::kUnreachable : core::AttemptOutcome::kNoAnswer,
        silent ? "18 no response" : "19 ring time-out");
  });
}

void Simulator::ring(core::LegId id) {
  auto* const leg = find(id);
  if (leg == nullptr) return;
  on_event_(core::LegRinging{id});
  if (leg->scenario.answers_after) {
    after(leg->next, *leg->scenario.answers_after, [this, id] { answer(id); });
  }
}

void Simulator::answer(core::LegId id) {
  auto* const leg = find(id);
  if (leg == nullptr) return;
  leg->answered = true;
  leg->ring_out.cancel();
  on_event_(core::LegAnswered{id, leg->scenario.machine});
  if (leg->scenario.hangs_up_after) {
    after(leg->next, *leg->scenario.hangs_up_after,
          [this, id] { end(id, core::AttemptOutcome::kAnswered, "16 hung up by the other side"); });
  }
}

void Simulator::end(core::LegId id, core::AttemptOutcome outcome, std::string cause) {
  auto const gone = legs_.extract(id);
  if (gone.empty()) return;
  ended_.insert(id);
  ended_by_age_.push_back(id);
  if (ended_by_age_.size() > kEndedKept) {
    ended_.erase(ended_by_age_.front());
    ended_by_age_.pop_front();
  }
  if (gone.mapped()->released) return end_whoever_is_left(id.attempt);
  on_event_(core::LegEnded{id, outcome, std::move(cause)});
}

void Simulator::release_mix(base::AttemptId attempt) {
  for (auto at = legs_.lower_bound({attempt, {}}); at != legs_.end(); ++at) {
    if (at->first.attempt != attempt) break;
    at->second->released = true;
  }
  end_whoever_is_left(attempt);
}

void Simulator::end_whoever_is_left(base::AttemptId attempt) {
  auto const first = legs_.lower_bound({attempt, {}});
  if (first == legs_.end() || first->first.attempt != attempt) return;
  auto const next = std::next(first);
  if (next != legs_.end() && next->first.attempt == attempt) return;
  auto const last = first->first;
  end(last, core::AttemptOutcome::kAnswered, "16 nobody else was left in the call");
}

// Calls `then` after `delay`. Erasing a leg cancels its timers. If a timer has already expired when
// its leg is erased, `then` still runs; it finds no leg and does nothing.
void Simulator::after(boost::asio::steady_timer& timer, milliseconds delay,
                      std::function<void()> then) {
  timer.expires_after(delay);
  timer.async_wait([then = std::move(then)](boost::system::error_code error) {
    if (!error) then();
  });
}

Simulator::Leg* Simulator::find(core::LegId id) {
  auto const found = legs_.find(id);
  return found == legs_.end() ? nullptr : found->second.get();
}

}  // namespace callbackd::voice
