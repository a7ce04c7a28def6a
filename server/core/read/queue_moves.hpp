// Moves of callbacks out of queues that a new definition removes, and the refusal of a definition
// that removes a queue with waiting callbacks and does not say where they go. Pure; any thread.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "core/definition/site_definition.hpp"
#include "core/messages/view.hpp"

namespace callbackd::core {

using WaitingByQueue = std::map<std::string, std::size_t>;  // count of callbacks by queue name

// `leaving`: how many callbacks wait in queues of the definition in force; those that `next` keeps
// are ignored. nullopt: `next` may come into force.
std::optional<FieldError> waiting_work_refuses(WaitingByQueue const& leaving,
                                               QueueMoves const& moves, SiteDefinition const& next);

// Joins the moves of a proposed definition that was not adopted yet (`kept`) with those of the next
// proposal, which replaces it (`given`). `has_queue`: whether the next proposal has a queue. A
// queue that it has again does not move. Example: with a → b kept and b → c given, the result is
// a → c and b → c.
template <typename HasQueue>
QueueMoves followed_by(QueueMoves kept, QueueMoves given, HasQueue has_queue) {
  for (auto& [from, to] : kept) {
    if (has_queue(from)) continue;
    auto const further = has_queue(to) ? given.end() : given.find(to);
    given.emplace(from, further == given.end() ? to : further->second);
  }
  return given;
}

}  // namespace callbackd::core
