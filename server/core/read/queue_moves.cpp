#include "core/read/queue_moves.hpp"

namespace callbackd::core {

std::optional<FieldError> waiting_work_refuses(WaitingByQueue const& leaving,
                                               QueueMoves const& moves,
                                               SiteDefinition const& next) {
  std::string homeless;
  for (auto const& [queue, count] : leaving) {
    if (next.find_queue(queue) != nullptr) continue;
    auto const move = moves.find(queue);
    if (move == moves.end()) {
      homeless += (homeless.empty() ? "" : ", ") + queue + " (" + std::to_string(count) + ")";
    } else if (next.find_queue(move->second) == nullptr) {
      return FieldError{"queues", "unknown",
                        "Callbacks of queue " + queue + " cannot move to " + move->second +
                            ": the new definition has no such queue."};
    }
  }
  if (homeless.empty()) return std::nullopt;
  return FieldError{"queues", "waiting_work",
                    "Callbacks wait in queues that the new definition takes out: " + homeless +
                        "; say with move_to, or --move, to which queue they move."};
}

}  // namespace callbackd::core
