#include "core/commands/adopt_definition.hpp"

#include <map>
#include <set>

#include "core/messages/refusals.hpp"
#include "core/read/queue_moves.hpp"
#include "core/rules/agent_state.hpp"
#include "core/rules/offers.hpp"
#include "core/rules/schedule.hpp"
#include "core/rules/slot_booking.hpp"
#include "core/state/compile_site.hpp"

namespace callbackd::core {
namespace {

// For each queue that is in force now and that the next definition removes, counts the callbacks
// that wait in it.
WaitingByQueue waiting_in_leaving_queues(World const& world, SiteDefinition const& next) {
  WaitingByQueue waiting;
  for (auto const& [id, callback] : world.callbacks) {
    auto const& queue = world.queue_of(callback);
    if (!is_waiting(callback.state) || !queue.in_force || next.find_queue(queue.settings->name))
      continue;
    ++waiting[queue.settings->name];
  }
  return waiting;
}

Refusal waiting_work(FieldError error) {
  auto refusal = refuse(RefusalReason::kInvalidFields, error.message);
  refusal.errors.push_back(std::move(error));
  return refusal;
}

void move_to_queue(Step& step, Callback& callback, QueueId queue) {
  step.touch(callback);
  if (callback.offer) close_offer(step, callback, OfferOutcome::kRescinded);
  change_queue(step, callback, queue);
  take_slot_if_free(step, callback);
  step.log(callback, EventType::kChanged, {{"cause", std::string{to_text(Cause::kQueueRemoved)}}});
  place(step, callback, Trigger::kMoved);
}

void move_leaving(Step& step, QueueMoves const& moves) {
  auto& world = step.world;
  for (auto const* known : world.in_order()) {
    auto& callback = *world.find(known->id);
    auto const& queue = world.queue_of(callback);
    if (queue.in_force || !is_waiting(callback.state)) continue;
    auto const move = moves.find(queue.settings->name);
    if (move == moves.end()) continue;  // an earlier definition removed its queue
    if (auto const* to = world.find_queue(move->second)) move_to_queue(step, callback, to->id);
  }
}

std::set<base::AgentId> agents_who_may_work(World& world) {
  std::set<base::AgentId> found;
  for (auto const& agent : world.roster.agents()) {
    if (may_work(agent)) found.insert(agent.id);
  }
  return found;
}

void agents_who_left(Step& step, std::set<base::AgentId> const& might_work) {
  for (auto& agent : step.world.roster.agents()) {
    bool const left = !agent.settings || (might_work.contains(agent.id) && !may_work(agent));
    if (!left || !agent.logged_in) continue;
    auto const work = agent.work;  // a copy: rescind() changes agent.work
    for (auto* callback : work) {
      if (callback->offer) rescind(step, *callback);
    }
    become_not_ready(step, agent, BuiltInReason::kRemoved);
  }
}

}  // namespace

// Puts the new definition in force, or refuses it. With `only_check` it changes nothing, and only
// answers whether the definition would be refused. The order matters. All agents are touched
// (Step::touch) before compile_site() changes their settings, so that their rows show what changed.
// They are touched once more afterwards, so that matching looks at all of them. Then the agents who
// left the definition become Not Ready, and callbacks move out of removed queues. Last, each queued
// callback is looked at again under the new hours and limits.
AnswerBody handle(Step& step, AdoptDefinition const& command) {
  auto& world = step.world;
  auto const leaving = waiting_in_leaving_queues(world, *command.site);
  if (auto wrong = waiting_work_refuses(leaving, command.moves, *command.site)) {
    if (!command.only_check) {
      step.records.add(
          DefinitionRow{command.site->version, false, wrong->field + ": " + wrong->message});
    }
    return waiting_work(std::move(*wrong));
  }
  if (command.only_check) return DefinitionView{command.site->version};
  for (auto& agent : world.roster.agents()) step.touch(agent);
  auto const might_work = agents_who_may_work(world);
  compile_site(world, command.site);
  for (auto& agent : world.roster.agents()) step.touch(agent);
  agents_who_left(step, might_work);
  move_leaving(step, command.moves);
  for (auto const* known : world.in_order()) {
    // Only queued callbacks are looked at. Every other callback keeps its times and settings.
    if (known->state == CallbackState::kQueued) reconsider(step, *world.find(known->id));
  }
  step.records.add(DefinitionRow{command.site->version, true, {}});
  return DefinitionView{command.site->version};
}

}  // namespace callbackd::core
