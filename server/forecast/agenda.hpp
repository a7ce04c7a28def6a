// Agenda holds the future events (Happening) of a simulated day, ordered by time. Events of the
// same instant come in the order in which they were added. Simulation owns it and carries the
// events out; the agenda only stores them. On the thread that calls simulate().
#pragma once
#include <cstdint>
#include <queue>
#include <tuple>
#include <vector>

#include "core/messages/types.hpp"
#include "core/messages/voice_order.hpp"
#include "forecast/law.hpp"

namespace callbackd::forecast {

struct Happening {
  enum class Kind : std::uint8_t {
    kArrival,     // a callback arrives
    kGivesUp,     // a customer cancels
    kAgent,       // an agent becomes Ready or Not Ready, as the shift says
    kAnswers,     // an agent accepts an offer
    kRejects,     // an agent rejects an offer
    kCalls,       // an agent places the call of an interaction
    kWrapsUp,     // an agent finishes an interaction
    kLegEnds,     // a leg of an attempt ends
    kLegAnswers,  // a leg of an attempt is answered
    kSnapshot     // the gateway reports its snapshot
  };
  Kind kind{};
  std::uint32_t subject = 0;       // index of the customer; with kAgent: index of the agent
  std::uint32_t number = 0;        // number of the offer, interaction or attempt
  core::LegNumber leg{};           // `leg` and `outcome`: only with kLegEnds and kLegAnswers
  core::AttemptOutcome outcome{};  // with kLegAnswers only kMachine or kAnswered
};

class Agenda {
 public:
  void add(Instant at, Happening what) { entries_.push({at, order_++, what}); }
  Instant next() const { return entries_.empty() ? base::kNever : entries_.top().at; }
  Happening take() {
    auto const what = entries_.top().what;
    entries_.pop();
    return what;
  }

 private:
  struct Entry {
    Instant at{};
    std::uint64_t order = 0;
    Happening what;
    // The order is reversed, because std::priority_queue gives the largest first.
    bool operator<(Entry const& other) const {
      return std::tie(at, order) > std::tie(other.at, other.order);
    }
  };
  std::priority_queue<Entry> entries_;
  std::uint64_t order_ = 0;
};

}  // namespace callbackd::forecast
