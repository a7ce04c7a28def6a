// The moves of callbacks whose queue a new definition removes. If callbacks wait in such a queue,
// and no move says to which queue they go, the definition is refused. Pure; any thread. Layer:
// read.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "core/definition/site_definition.hpp"
#include "core/messages/view.hpp"

namespace callbackd::core {

using WaitingByQueue = std::map<std::string, std::size_t>;  // count of callbacks by queue name

// Why the definition `next` must not come into force; nullopt: it may come into force. `leaving`
// has the count of waiting callbacks for each queue of the definition in force. Queues that `next`
// has too are ignored.
std::optional<FieldError> waiting_work_refuses(WaitingByQueue const& leaving,
                                               QueueMoves const& moves, SiteDefinition const& next);

// Joins the queue moves of two proposed definitions. `kept` are the moves of a proposal that was
// not adopted yet; `given` are those of the next proposal, which replaces it. `has_queue` says
// whether the next proposal has a queue; callbacks of such a queue do not move. Example: with a → b
// kept and b → c given, the result is a → c and b → c.
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
