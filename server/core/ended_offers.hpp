// The last offers of each agent that ended and how, so that an agent who loses a race is told the
// real outcome. Engine thread. Bounded: older ones are forgotten, then the offer is simply unknown.
#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <optional>

#include "core/names.hpp"
#include "core/types.hpp"

namespace callbackd::core {

class EndedOffers {
 public:
  static constexpr std::size_t kKeptPerAgent = 32;  // however busy the others are

  void remember(base::OfferId offer, AgentId agent, OfferOutcome outcome) {
    auto& ends = by_agent_[agent];
    ends.push_back({offer, outcome});
    if (ends.size() > kKeptPerAgent) ends.pop_front();
  }
  // Only to the agent to whom it was made: to others it is unknown.
  std::optional<OfferOutcome> outcome(base::OfferId offer, AgentId agent) const {
    auto const ends = by_agent_.find(agent);
    if (ends == by_agent_.end()) return std::nullopt;
    for (auto const& end : ends->second) {
      if (end.offer == offer) return end.outcome;
    }
    return std::nullopt;
  }

 private:
  struct End {
    base::OfferId offer;
    OfferOutcome outcome{};
  };
  std::map<AgentId, std::deque<End>> by_agent_;
};

}  // namespace callbackd::core
