// Where the callbacks go that wait in queues which a definition takes out, and when a definition is
// refused because of them. Pure; any thread.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "core/definition/site_definition.hpp"
#include "core/messages/view.hpp"

namespace callbackd::core {

using WaitingByQueue = std::map<std::string, std::size_t>;  // callbacks, by the queue's name

// `leaving`: how many wait in queues of the definition in force. nullopt: `next` may come into
// force.
std::optional<FieldError> waiting_work_refuses(WaitingByQueue const& leaving,
                                               QueueMoves const& moves, SiteDefinition const& next);

// The moves of a proposal that nobody decided yet go on with the one that follows it: `given` are
// that one's own, `has_queue` says which queues it has. What it takes back does not move.
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
