#include "core/adopt_definition.hpp"

#include <map>

#include "core/agent_state.hpp"
#include "core/compile_site.hpp"
#include "core/offers.hpp"
#include "core/refusals.hpp"
#include "core/schedule.hpp"
#include "core/slot_booking.hpp"

namespace callbackd::core {
namespace {

bool waits(Callback const& callback) {
  return callback.state == CallbackState::kScheduled || callback.state == CallbackState::kQueued ||
         callback.state == CallbackState::kOffered;
}

// How many callbacks wait in each queue that the next definition takes out, by name.
std::map<std::string, std::size_t> waiting_in_leaving_queues(World const& world,
                                                             SiteDefinition const& next) {
  std::map<std::string, std::size_t> waiting;
  for (auto const& [id, callback] : world.callbacks) {
    auto const& queue = world.queue_of(callback);
    if (!waits(callback) || !queue.in_force || next.find_queue(queue.settings->name)) continue;
    ++waiting[queue.settings->name];
  }
  return waiting;
}

// Empty: the definition may come into force.
std::string why_refused(std::map<std::string, std::size_t> const& waiting, QueueMoves const& moves,
                        SiteDefinition const& next) {
  std::string homeless;
  for (auto const& [queue, count] : waiting) {
    auto const move = moves.find(queue);
    if (move == moves.end()) {
      homeless += (homeless.empty() ? "" : ", ") + queue + " (" + std::to_string(count) + ")";
    } else if (next.find_queue(move->second) == nullptr) {
      return "callbacks of queue " + queue + " cannot move to " + move->second +
             ": the new definition has no such queue";
    }
  }
  if (homeless.empty()) return {};
  return "callbacks wait in queues that the new definition takes out: " + homeless +
         "; say which queue they move to";
}

void move_to_queue(Step& step, Callback& callback, QueueId queue) {
  step.touch(callback);
  if (callback.offer) close_offer(step, callback, OfferOutcome::kRescinded);
  enter_queue(step, callback, queue);
  take_slot_if_free(step, callback);
  step.log(callback, EventType::kChanged, {{"cause", std::string{"queue_removed"}}});
  place(step, callback, Trigger::kMoved);
}

void move_leaving(Step& step, QueueMoves const& moves) {
  auto& world = step.world;
  for (auto const* known : world.in_order()) {
    auto& callback = *world.find(known->id);
    auto const& queue = world.queue_of(callback);
    if (queue.in_force || queue.unknown || !waits(callback)) continue;
    auto const move = moves.find(queue.settings->name);
    if (move == moves.end()) continue;  // of a queue that left before definitions had to say so
    if (auto const* to = world.find_queue(move->second)) move_to_queue(step, callback, to->id);
  }
}

void agents_who_left(Step& step) {
  for (auto& agent : step.world.roster.agents()) {
    if (agent.settings || !agent.logged_in) continue;
    auto const work = agent.work;  // changes while it is walked
    for (auto* callback : work) {
      if (callback->offer) rescind(step, *callback);
    }
    become_not_ready(step, agent, kRemoved);
  }
}

}  // namespace

AnswerBody handle(Step& step, AdoptDefinition const& command) {
  auto& world = step.world;
  auto const waiting = waiting_in_leaving_queues(world, *command.site);
  if (auto refusal = why_refused(waiting, command.moves, *command.site); !refusal.empty()) {
    step.records.add(DefinitionRow{command.site->version, false, refusal});
    return refuse(RefusalReason::kWrongState, std::move(refusal));
  }
  for (auto& agent : world.roster.agents()) step.touch(agent);
  compile_site(world, command.site);
  for (auto& agent : world.roster.agents()) step.touch(agent);
  agents_who_left(step);
  move_leaving(step, command.moves);
  for (auto const* known : world.in_order()) {
    // Hours and targets may be others now. All that is not queued keeps its time and its settings.
    if (known->state == CallbackState::kQueued) due(step, *world.find(known->id));
  }
  step.records.add(DefinitionRow{command.site->version, true, {}});
  return DefinitionView{command.site->version};
}

}  // namespace callbackd::core
