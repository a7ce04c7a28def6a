// What is going to happen in a simulated day, in order of time, then of noting it down. One owner.
// Values; never acts.
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
    kArrival,     // subject: customer
    kGivesUp,     // customer
    kAgent,       // subject: agent, who now becomes what the shift says
    kAnswers,     // customer, number: the offer
    kRejects,     // customer, the offer
    kCalls,       // customer, the interaction
    kWrapsUp,     // customer, the interaction
    kLegEnds,     // customer, the attempt
    kLegAnswers,  // customer, the attempt
    kSnapshot
  };
  Kind kind{};
  std::uint32_t subject = 0;
  std::uint32_t number = 0;
  core::LegNumber leg{};
  core::AttemptOutcome outcome{};  // of a leg's end; of its answer: kMachine or kAnswered
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
    bool operator<(Entry const& other) const {  // the queue gives the largest first
      return std::tie(at, order) > std::tie(other.at, other.order);
    }
  };
  std::priority_queue<Entry> entries_;
  std::uint64_t order_ = 0;
};

}  // namespace callbackd::forecast
