#include "core/world.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace callbackd::core {

QueueEntry* World::find_queue(std::string_view name) {
  auto const id = names.queues.find(name);
  if (!id || !queue(*id).in_force) return nullptr;
  return &queue(*id);
}

AgentEntry* World::find_agent(std::string_view login) {
  auto const id = names.agents.find(login);
  return id ? &roster.at(*id, names) : nullptr;
}

std::vector<Callback const*> World::in_order() const {
  std::vector<Callback const*> ordered;
  ordered.reserve(callbacks.size());
  for (auto const& [id, callback] : callbacks) ordered.push_back(&callback);
  std::sort(ordered.begin(), ordered.end(),
            [](auto const* a, auto const* b) { return a->serial < b->serial; });
  return ordered;
}

bool World::serves(AgentEntry const& agent, QueueEntry const& queue) const {
  if (agent.every_queue) return true;
  if (queue.unknown) return agent.works();
  return std::binary_search(agent.queues.begin(), agent.queues.end(), queue.id);
}

Callback const* World::duplicate(QueueId queue_id, base::PhoneNumber phone,
                                 Callback const* other) const {
  auto at = waiting_numbers.lower_bound({queue_id, phone, base::Serial{}, nullptr});
  for (; at != waiting_numbers.end(); ++at) {
    if (std::get<0>(*at) != queue_id || std::get<1>(*at) != phone) return nullptr;
    if (std::get<3>(*at) != other) return std::get<3>(*at);
  }
  return nullptr;
}

WaitingLine* World::line_of(Callback const& callback) {
  if (callback.state == CallbackState::kQueued) return &queue_of(callback).line;
  bool const opening = callback.state == CallbackState::kScheduled && callback.for_opening;
  return opening ? &queue_of(callback).opening_line : nullptr;
}

void World::unlist(Callback& callback) {
  --in_state[static_cast<std::size_t>(callback.state)];
  if (!is_waiting(callback.state)) return;
  auto const erased =
      waiting_numbers.erase({callback.queue, callback.phone, callback.serial, &callback});
  CALLBACKD_CHECK(erased == 1);
  if (auto* const line = line_of(callback)) line->erase(callback);
}

void World::list(Callback& callback) {
  ++in_state[static_cast<std::size_t>(callback.state)];
  if (!is_waiting(callback.state)) return;
  waiting_numbers.insert({callback.queue, callback.phone, callback.serial, &callback});
  if (auto* const line = line_of(callback)) line->insert(callback);
}

}  // namespace callbackd::core
