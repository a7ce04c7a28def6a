// Reads what was recorded in a period, for `callbackd simulate`: which callbacks were posted, when
// agents had them in hand, and how the calls went. Each call opens a connection and blocks; main
// thread. Of personal data, only routing values are read.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/messages/types.hpp"
#include "storage/connection.hpp"
#include "storage/failure.hpp"

namespace callbackd::storage {

struct RecordedCall {
  core::AttemptOutcome outcome{};
  base::Instant started_at{};
  std::optional<base::Instant> answered_at;
  base::Instant ended_at{};
  std::uint32_t interaction_number = 0;
  base::Instant opened_at{};               // of the interaction
  std::optional<base::Instant> closed_at;  // of the interaction
};
struct RecordedCallback {
  base::CallbackId id;
  std::string site;
  std::string queue;          // the first queue: named by the post, or by routing
  std::string routing_point;  // empty: posted to the queue
  int priority = 0;
  base::Instant created_at{};
  base::Instant due_at{};                       // as it was when the callback was posted
  std::optional<base::Duration> gave_up_after;  // how long it waited until the customer cancelled
  std::optional<base::Duration> in_hand;        // its time with agents, all interactions together
  std::vector<std::pair<std::string, std::string>> routing_values;
  std::vector<RecordedCall> calls;
};
struct RecordedOffer {  // an offer that was closed
  std::string agent;
  base::Instant opened_at{};
  base::Instant closed_at{};
  core::OfferOutcome outcome{};
};
struct RecordedWork {  // an agent's interaction that was closed
  std::string agent;
  base::Instant opened_at{};
  base::Instant closed_at{};
};
struct History {
  std::vector<RecordedCallback> callbacks;  // by created_at; offers and work by opened_at
  std::vector<RecordedOffer> offers;
  std::vector<RecordedWork> work;
};

// Reads the callbacks that were created, and the offers and interactions that were opened, at or
// after `from` and before `to`.
Result<History> read_history(DatabaseLocation const& location, base::Instant from,
                             base::Instant to);

}  // namespace callbackd::storage
