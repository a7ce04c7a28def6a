// Callback: one callback in memory. The columns that decisions read come first; rarely needed state
// is behind pointers, because there may be millions of callbacks. Columns has exactly the columns
// that events may change, so that the difference of two Columns is the data of an event. Engine
// thread. Plain state: the rules are elsewhere.
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
#include "core/messages/record.hpp"
#include "core/messages/types.hpp"
#include "core/state/call.hpp"
#include "core/state/names.hpp"

namespace callbackd::core {

using base::kNever;
using QueuePtr = std::shared_ptr<Queue const>;  // settings; keeps its site definition alive

// The changes of a callback that were made with the manage token, or those made with the site's
// secret key (rules/change_limits.hpp).
struct ChangesMade {
  Instant paced_until = kNever;  // the state of a base::Pace; kNever: no change was made
  std::uint16_t count = 0;
  std::uint16_t numbers = 0;  // those of them that changed the phone number
  bool operator==(ChangesMade const&) const = default;
};

struct Columns {
  Instant due_at{};
  Instant expires_at{};
  Instant queued_since = kNever;      // kNever: none
  Instant queue_entered_at = kNever;  // kNever: none
  Instant reserved_until = kNever;    // kNever: none
  Instant slot_at = kNever;           // the start of the slot it holds in its queue; kNever: none
  Instant ended_at = kNever;          // when it became final; kNever: it is not
  QueueId queue = kNoQueue;
  int priority = 0;
  AgentId agent = kNobody;
  AgentId reserved_agent = kNobody;
  std::uint32_t offer_number = 0;
  std::uint32_t offers_counted = 0;
  std::uint32_t interaction_number = 0;
  std::uint32_t attempt_number = 0;
  std::uint32_t person_version = 1;
  std::uint32_t note_version = 0;
  std::uint32_t token_version = kFirstTokenVersion;
  ChangesMade token_changes;  // by the customer, with the manage token
  ChangesMade key_changes;    // by the site, with its secret key
  CodeId disposition = kNoCode;
  NeedsId required_skills = NeedsId::kNothing;
  CallbackState state = CallbackState::kScheduled;
  bool cancel_requested = false;
  bool not_after_given = false;
  bool operator==(Columns const&) const = default;
};

// Exclusion: this agent let the callback go, and is not offered it again until then.
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
  // Changes by others than the agent are told not before this instant (Limits::others_told_every);
  // kept_back: one waits for it.
  Instant quiet_until = Instant::min();
  bool kept_back = false;
};

// The estimate that was given at intake, in seconds from when the callback waits in an open queue.
// high 0: none was given. It is compared with the real wait when an agent accepts.
struct ToldWait {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
};

struct Callback : Columns {
  base::CallbackId id;
  base::Serial serial{};
  SiteId site{};
  std::uint32_t event_number = 0;
  std::uint32_t draft =
      0;  // 1-based index among the callbacks that this step touched; 0: untouched
  base::PhoneNumber phone;
  NumberClass number_class;  // of phone
  Instant created_at{};
  Instant timer = kNever;  // kept by Timers
  ToldWait told;
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
// false also for a call whose end was ordered: it no longer keeps an agent from finishing.
inline bool in_call(Callback const& callback) {
  return callback.call && !callback.call->ending;
}
// Scheduled, queued or offered: no agent has accepted it.
constexpr bool is_waiting(CallbackState state) {
  return state <= CallbackState::kOffered;
}

}  // namespace callbackd::core
