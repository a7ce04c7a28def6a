// Callback: one callback in memory. The columns that decisions read come first. Rarely needed state
// is behind pointers, because there may be millions of callbacks. Columns (callback_columns.hpp)
// has exactly the columns that events may change, so the difference of two Columns is the data of
// an event. Plain state: the rules are elsewhere. World::callbacks owns it. Engine thread.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/definition/number_class.hpp"
#include "core/definition/site_definition.hpp"
#include "core/messages/callback_columns.hpp"
#include "core/messages/record.hpp"
#include "core/messages/types.hpp"
#include "core/state/call.hpp"
#include "core/state/names.hpp"

namespace callbackd::core {

using base::kNever;
using QueuePtr = std::shared_ptr<Queue const>;  // settings; keeps its site definition alive

// The types of columns in memory: names are small numbers, and "none" is a special value.
struct InMemory {
  using OptionalInstant = Instant;
  using Queue = QueueId;
  using OptionalAgent = AgentId;
  using OptionalCode = CodeId;
  using Skills = NeedsId;
  using SmallCount = std::uint16_t;
  static constexpr auto kNoInstant = kNever;
  static constexpr auto kNoQueue = core::kNoQueue;
  static constexpr auto kNoAgent = kNobody;
  static constexpr auto kNoCode = core::kNoCode;
};
using Columns = CallbackColumns<InMemory>;
using ChangesMade = ChangesBy<InMemory>;

// Exclusion: this agent let the callback go, and is not offered it again until `until`.
struct Exclusion {
  AgentId agent{};
  Instant until{};
};

// State that most callbacks do not have.
struct Extra {
  std::string note;
  std::string extension;              // of the callback's phone; empty: none
  std::vector<Exclusion> exclusions;  // of agents; old ones may still be in the list
  std::vector<AttemptRow> attempts;   // oldest first
  // Routing values: the attributes that routing rules mention. Path → value.
  std::vector<std::pair<std::string, std::string>> routing_values;
};

struct OpenOffer {
  OfferRow row;
  QueuePtr settings;  // the queue's settings when the offer was made; they stay in force for it
  SitePtr site;       // the definition of that time
};

struct OpenInteraction {
  InteractionRow row;
  QueuePtr settings;
  SitePtr site;
  // Before `quiet_until` the agent is not told of changes that others asked for (a customer, a
  // site, another user); see Limits::others_told_every. Changes by the agent, the gateway or a
  // timer are told in the step that makes them. `kept_back` is true while a change waits to be
  // told.
  Instant quiet_until = Instant::min();
  bool kept_back = false;
};

// The estimate that was given to the website at intake, in seconds. It counts from the instant at
// which the callback waits in an open queue. If `high` is 0, no estimate was given. When an agent
// accepts, the estimate is compared with the real wait.
struct GivenEstimate {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
};

struct Callback : Columns {
  base::CallbackId id;
  base::Serial serial{};
  SiteId site{};
  std::uint32_t event_number = 0;
  std::uint32_t draft_index =
      0;  // 1-based index among the callbacks that this step touched; 0: untouched
  base::PhoneNumber phone;
  NumberClass number_class;  // of phone
  Instant created_at{};
  Instant timer = kNever;  // kept by Timers
  GivenEstimate given_estimate;
  bool publishable = false;  // made with a publishable key
  bool for_opening = false;  // scheduled only because its queue is closed; not stored, but derived
  std::unique_ptr<Extra> extra;
  std::unique_ptr<OpenOffer> offer;
  std::unique_ptr<OpenInteraction> interaction;
  std::unique_ptr<Call> call;  // the last attempt; without an interaction: the contact is on hold

  Columns const& columns() const { return *this; }
  Extra& extras() {
    if (!extra) extra = std::make_unique<Extra>();
    return *extra;
  }
  std::string extension() const { return extra ? extra->extension : std::string{}; }
  void set_extension(std::string const& digits) {
    if (extra || !digits.empty()) extras().extension = digits;
  }
  base::OfferId offer_id() const { return {id, offer_number}; }
  base::InteractionId interaction_id() const { return {id, interaction_number}; }
  base::AttemptId attempt_id() const { return {id, attempt_number}; }
};

inline CallStatus call_status(Callback const& callback) {
  return callback.call ? callback.call->status : CallStatus::kReadyToCall;
}
// Whether the callback has a call that the core has not ordered to end. A call that was ordered to
// end may still have live legs. It does not count here, because the agent need not wait for these
// legs before ending the interaction.
inline bool in_call(Callback const& callback) {
  return callback.call && !callback.call->ending;
}

}  // namespace callbackd::core
