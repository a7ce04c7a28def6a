#include "forecast/simulate.hpp"

#include <algorithm>
#include <utility>

#include "forecast/day_decoder.hpp"
#include "forecast/simulation.hpp"

namespace callbackd::forecast {
namespace {

// How long after the end of the day agents may still finish their offers and interactions.
constexpr std::chrono::hours kOvertime{12};
constexpr core::RequestRef kUs{1};

}  // namespace

Simulation::Simulation(DayInput const& input)
    : input_(input),
      desk_(input, agenda_),
      chance_(Chance{input.seed}.of(static_cast<std::uint64_t>(Purpose::kCustomer))),
      now_(input.frame.begin),
      customers_(input.arrivals.size()),
      details_(std::make_shared<core::CallbackDetails>()) {
  fate_.frame = input.frame;
  fate_.customers.resize(input.arrivals.size());
  auto const& queues = input.site->queues;
  for (std::size_t i = 0; i < queues.size(); ++i) {
    queues_.emplace(queues[i].name, static_cast<std::uint32_t>(i));
  }
  for (std::size_t i = 0; i < input.arrivals.size(); ++i) {
    agenda_.add(input.arrivals[i].at,
                {Happening::Kind::kArrival, static_cast<std::uint32_t>(i), 0, {}, {}});
  }
}

// Runs the day as a discrete-event simulation: time jumps to the next event. That is the next entry
// of the agenda or the next timer of the core, whichever comes first. At the same instant the entry
// of the agenda comes first. The core runs its due timers in every step, so they are not late.
DayFate Simulation::run() {
  core_.restore(input_.site, {});
  tell(core::StartUp{});
  for (;;) {
    auto const next = std::min(agenda_.next(), core_.next_deadline());
    auto const end = input_.frame.end;
    bool const over = next >= end && (!desk_.at_work() || next > end + kOvertime);
    if (next == base::kNever || over) break;
    now_ = std::max(now_, next);
    if (agenda_.next() <= now_) {
      carry_out(agenda_.take());
    } else {
      tell(core::Tick{});
    }
  }
  fate_.agents = desk_.take_fates(std::max(now_, input_.frame.end));
  return std::move(fate_);
}

// Lets the core do one step, and then handles its rows and releases as if they had been committed.
// Rows of agents are handled first, so that the desk knows the state of each agent when the other
// rows and the releases are handled.
core::AnswerBody Simulation::step(core::CommandBody body) {
  core::Effects effects;
  core_.step(now_, {base::Serial{++serial_}, kUs, std::move(body)}, effects);
  for (auto const& row : effects.records.agents) on_effect(row);
  for (auto const& row : effects.records.callbacks) on_effect(row);
  for (auto const& row : effects.records.attempts) on_effect(row);
  core::AnswerBody answer;
  for (auto& release : effects.releases) {
    if (auto* answered = std::get_if<core::Answer>(&release)) {
      answer = std::move(answered->body);
    } else if (auto const* notify = std::get_if<core::Notify>(&release)) {
      on_effect(*notify);
    } else {
      on_effect(std::get<core::VoiceOrder>(release));
    }
  }
  return answer;
}

Handling const& Simulation::handling_of(std::uint32_t customer) const {
  static std::string const kNone;
  auto const queue = customers_[customer].queue;
  return input_.day.handling_of(queue == kNowhere ? kNone : input_.site->queues[queue].name);
}

Recorded::Call const* Simulation::recorded(std::uint32_t customer, std::uint32_t attempt) const {
  auto const& told = input_.arrivals[customer].recorded;
  return told && attempt <= told->calls.size() ? &told->calls[attempt - 1] : nullptr;
}

std::vector<Presence> presences_of(Day const& day, core::SiteDefinition const& site,
                                   std::string const& zone) {
  std::vector<Presence> presences;
  for (auto const& shift : day.shifts) {
    auto left = shift.most == 0 ? site.agents.size() : static_cast<std::size_t>(shift.most);
    for (auto const& agent : site.agents) {
      bool const meant =
          std::any_of(shift.agents.begin(), shift.agents.end(),
                      [&](auto const& name) { return shift_includes(name, agent.login); });
      if (!meant || left == 0) continue;
      --left;
      for (auto const& window : shift.ready) {
        presences.push_back({agent.login, instant_of(day, window.opens, zone),
                             instant_of(day, window.closes, zone)});
      }
    }
  }
  return presences;
}

DayFate simulate(DayInput const& input) {
  return Simulation{input}.run();
}

}  // namespace callbackd::forecast
