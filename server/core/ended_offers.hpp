// The last offers that ended and how, so that an agent who loses a race is told the real outcome.
// Engine thread. Bounded: older ones are forgotten, then the offer is simply unknown.
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
  static constexpr std::size_t kKept = 10'000;
  struct End {
    AgentId agent{};
    OfferOutcome outcome{};
  };

  void remember(base::OfferId offer, End end) {
    ends_.insert_or_assign(offer, end);
    order_.push_back(offer);
    if (order_.size() <= kKept) return;
    ends_.erase(order_.front());
    order_.pop_front();
  }
  // Only to the agent to whom it was made: to others it is unknown.
  std::optional<OfferOutcome> outcome(base::OfferId offer, AgentId agent) const {
    auto const at = ends_.find(offer);
    if (at == ends_.end() || at->second.agent != agent) return std::nullopt;
    return at->second.outcome;
  }

 private:
  std::map<base::OfferId, End> ends_;
  std::deque<base::OfferId> order_;
};

}  // namespace callbackd::core
