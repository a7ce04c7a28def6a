// The last offers, or interactions, of each agent that ended and how, so that an agent who comes
// too late is told so. Engine thread. Bounded: older ones are forgotten, then one is simply
// unknown.
#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <optional>

#include "core/messages/types.hpp"
#include "core/state/names.hpp"

namespace callbackd::core {

template <typename Id, typename How>
class LastEnded {
 public:
  static constexpr std::size_t kKeptPerAgent = 32;  // however busy the others are

  void remember(Id id, AgentId agent, How how) {
    auto& ends = by_agent_[agent];
    ends.push_back({id, how});
    if (ends.size() > kKeptPerAgent) ends.pop_front();
  }
  // Only to the agent whose it was: to others it is unknown.
  std::optional<How> find(Id id, AgentId agent) const {
    auto const ends = by_agent_.find(agent);
    if (ends == by_agent_.end()) return std::nullopt;
    for (auto const& end : ends->second) {
      if (end.id == id) return end.how;
    }
    return std::nullopt;
  }

 private:
  struct End {
    Id id;
    How how{};
  };
  std::map<AgentId, std::deque<End>> by_agent_;
};

using EndedOffers = LastEnded<base::OfferId, OfferOutcome>;
using EndedInteractions = LastEnded<base::InteractionId, CallbackState>;  // what became of it

}  // namespace callbackd::core
