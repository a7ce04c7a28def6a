// What was recorded of a stretch of time, for `callbackd simulate`: who asked, when agents had
// callbacks in hand, how calls went. One connection per call, blocking. Reads no personal data.
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
  base::Instant opened_at{};               // the interaction
  std::optional<base::Instant> closed_at;  // likewise
};
struct RecordedCallback {
  base::CallbackId id;
  std::string site;
  std::string queue;          // the first one
  std::string routing_point;  // empty: posted to the queue
  int priority = 0;
  base::Instant created_at{};
  base::Instant due_at{};                       // as it was posted
  std::optional<base::Duration> gave_up_after;  // waiting, until the customer cancelled
  std::optional<base::Duration> in_hand;        // of all agents together
  std::vector<std::pair<std::string, std::string>> routing_values;
  std::vector<RecordedCall> calls;
};
struct RecordedOffer {  // in time
  std::string agent;
  base::Instant opened_at{};
  base::Instant closed_at{};
  core::OfferOutcome outcome{};
};
struct RecordedWork {  // of an agent with an interaction
  std::string agent;
  base::Instant opened_at{};
  base::Instant closed_at{};
};
struct History {
  std::vector<RecordedCallback> callbacks;  // as they came
  std::vector<RecordedOffer> offers;
  std::vector<RecordedWork> work;
};

Result<History> read_history(Place const& place, base::Instant from, base::Instant to);

}  // namespace callbackd::storage
