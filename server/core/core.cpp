#include "core/core.hpp"

#include "base/check.hpp"
#include "core/commands/adopt_definition.hpp"
#include "core/commands/call_commands.hpp"
#include "core/commands/changes.hpp"
#include "core/commands/consultation_commands.hpp"
#include "core/commands/intake.hpp"
#include "core/commands/interaction_commands.hpp"
#include "core/commands/offer_commands.hpp"
#include "core/commands/questions.hpp"
#include "core/commands/restore.hpp"
#include "core/commands/session_commands.hpp"
#include "core/commands/transfer_commands.hpp"
#include "core/commands/voice_events.hpp"
#include "core/commands/zone_changes.hpp"
#include "core/read/invariants.hpp"
#include "core/read/render.hpp"
#include "core/rules/call_changes.hpp"
#include "core/rules/consultations.hpp"
#include "core/rules/interaction_end.hpp"
#include "core/rules/matching.hpp"
#include "core/rules/offers.hpp"
#include "core/rules/schedule.hpp"

namespace callbackd::core {
namespace {

// How many timers one step runs at most. The other due timers wait for the next step.
constexpr int kTimersPerStep = 1'000;

AnswerBody handle(Step&, Tick const&) {
  return Nothing{};
}

// Called when a callback's timer has run. What is done depends on the callback's state.
void run(Step& step, Callback& callback) {
  step.touch(callback);
  switch (callback.state) {
    case CallbackState::kScheduled:
    case CallbackState::kQueued:
      return reconsider(step, callback);
    case CallbackState::kOffered:
      return end_offer_at_deadline(step, callback);
    case CallbackState::kActive:
    case CallbackState::kCompleted:
    case CallbackState::kCancelled:
    case CallbackState::kExpired:
    case CallbackState::kFailed:
      end_consultation_at_deadline(step, callback);
      tell_of_end(step, callback);
      return after_call_work_over(step, callback);
  }
}

void run_timers(Step& step) {
  step.by.clear();
  for (int i = 0; i < kTimersPerStep; ++i) {
    auto const due = step.world.timers.take_due(step.now);
    if (!due) return;
    if (due->agent) {
      grace_ended(step, *due->agent);
    } else {
      run(step, *due->callback);
    }
  }
}

}  // namespace

struct Core::State : World {
  using World::World;
};

Core::Core(base::HashKey hash_key, std::size_t callbacks_in_memory)
    : state_(std::make_unique<State>(hash_key)) {
  state_->callbacks_max = callbacks_in_memory;
}
Core::~Core() = default;
Core::Core(Core&&) noexcept = default;
Core& Core::operator=(Core&&) noexcept = default;

void Core::restore(SitePtr site, Restored const& restored) {
  CALLBACKD_CHECK(!state_->site);
  restore_world(*state_, std::move(site), restored);
}

// A step has four parts. First, the timers that are due run. They come first so that deadlines are
// exact: a request at the deadline comes too late. Then the command is handled, then agents and
// callbacks are matched, then Step::finish() is called. There are two exceptions, both after a
// start:
// - StartUp is handled before the timers, because it rescinds restored offers. If the timers ran
//   first, these offers would count as timed out.
// - When the zone database is newer than at the last start, follow_zones() moves the windows that
//   were asked for in wall time. Each step moves only some of them. No timer runs until all are
//   moved, because a timer could act on an instant that will change.
void Core::step(base::Instant now, Command const& command, Effects& effects) {
  CALLBACKD_CHECK(state_->site && now >= state_->last_step_at);
  state_->last_step_at = now;
  Step step{*state_, now, command, effects};
  bool const starts = std::holds_alternative<StartUp>(command.body);
  bool const zones_move = !state_->zone_moves.database.empty();
  if (zones_move && !starts) follow_zones(step);
  if (!zones_move && !starts) run_timers(step);
  step.answer_follows(command);
  auto answer = std::visit([&](auto const& body) { return handle(step, body); }, command.body);
  if (zones_move && starts) follow_zones(step);
  if (state_->zone_moves.database.empty() && starts) run_timers(step);
  match(step);
  step.finish(command.from == RequestRef::kNobody ? std::nullopt
                                                  : std::optional{std::move(answer)});
}

base::Instant Core::next_deadline() const {
  return state_->zone_moves.database.empty() ? state_->timers.next() : state_->last_step_at;
}
SitePtr Core::site() const {
  return state_->site;
}
std::size_t Core::callbacks() const {
  return state_->callbacks.size();
}
Census Core::census() const {
  auto const& agents = state_->roster.groups().totals();
  auto const of = [&](Standing standing) { return agents[static_cast<std::size_t>(standing)]; };
  Census census;
  census.callbacks = state_->in_state;
  census.simulated_attempts = state_->simulated_attempts;
  census.dials_in_last_hour = state_->dial_rates.all(state_->last_step_at);
  census.dials_per_hour = static_cast<std::uint64_t>(state_->site->dialling.dials_per_hour);
  census.agents_ready = of(Standing::kBusy) + of(Standing::kAvailable);
  census.agents_connected = census.agents_ready + of(Standing::kNotReady);
  return census;
}
std::string const& Core::login(base::AgentId agent) const {
  return state_->names.agents.name(agent);
}
void Core::sweep(base::Instant now) const {
  check_everything(*state_, now);
}
std::string Core::render(base::Instant now) const {
  return render_world(*state_, now);
}

}  // namespace callbackd::core
