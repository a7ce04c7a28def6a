// LastEnded: for each agent, the last offers (or interactions) that ended, and how they ended. An
// agent who acts on an offer that has ended is told how it ended, instead of "not found". Only the
// last kKeptPerAgent of each agent are kept. World owns one for offers and one for interactions.
// Engine thread.
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
  static constexpr std::size_t kKeptPerAgent = 32;

  void remember(Id id, AgentId agent, How how) {
    auto& ends = by_agent_[agent];
    ends.push_back({id, how});
    if (ends.size() > kKeptPerAgent) ends.pop_front();
  }
  // How this offer or interaction of the agent ended; nullopt: it is not known, or it was another
  // agent's.
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
using EndedInteractions =
    LastEnded<base::InteractionId, CallbackState>;  // the callback's state then

}  // namespace callbackd::core
