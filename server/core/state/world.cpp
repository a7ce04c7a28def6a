#include "core/state/world.hpp"

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

// The callbacks of one queue, number and site are neighbours in live_numbers, oldest first.
Callback const* World::duplicate(SiteId site_id, QueueId queue_id, base::PhoneNumber phone,
                                 Callback const* other) const {
  auto at = live_numbers.lower_bound({queue_id, phone, site_id, base::Serial{}, nullptr});
  for (; at != live_numbers.end(); ++at) {
    auto const& [of_queue, of_phone, of_site, serial, callback] = *at;
    if (of_queue != queue_id || of_phone != phone || of_site != site_id) return nullptr;
    if (callback != other) return callback;
  }
  return nullptr;
}

std::uint64_t World::publishable_live_of(SiteId site_id) const {
  auto const index = static_cast<std::size_t>(site_id);
  return index < publishable_live.size() ? publishable_live[index] : 0;
}

WaitingLine* World::line_of(Callback const& callback) {
  if (callback.state == CallbackState::kQueued) return &queue_of(callback).line;
  bool const opening = callback.state == CallbackState::kScheduled && callback.for_opening;
  return opening ? &queue_of(callback).opening_line : nullptr;
}

void World::unlist(Callback& callback) {
  --in_state[static_cast<std::size_t>(callback.state)];
  if (is_final(callback.state)) return;
  CALLBACKD_CHECK(live_numbers.erase(live_number(callback)) == 1);
  if (callback.publishable) --publishable_live.at(static_cast<std::size_t>(callback.site));
  if (auto* const line = line_of(callback)) line->erase(callback);
}

void World::list(Callback& callback) {
  ++in_state[static_cast<std::size_t>(callback.state)];
  if (is_final(callback.state)) return;
  live_numbers.insert(live_number(callback));
  if (callback.publishable) {
    auto const index = static_cast<std::size_t>(callback.site);
    if (publishable_live.size() <= index) publishable_live.resize(index + 1);
    ++publishable_live[index];
  }
  if (auto* const line = line_of(callback)) line->insert(callback);
}

}  // namespace callbackd::core
