// One callback in memory: the columns that decisions read, and behind pointers what is rarely
// needed. Engine thread. Plain state: the rules are elsewhere. `Columns` is exactly what events may
// change, so that a difference is an event.
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

// The changes that one kind of asker made to a callback (change_limits.hpp).
struct ChangesMade {
  Instant paced_until = kNever;  // each adds its share of a minute; kNever: none was made
  std::uint16_t count = 0;
  std::uint16_t numbers = 0;  // those of them that gave another number
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

struct Exclusion {
  AgentId agent{};
  Instant until{};
};

struct Extra {
  std::string note;
  std::string extension;  // of the callback's phone; empty: none
  std::vector<Exclusion> exclusions;
  std::vector<AttemptRow> attempts;
  std::vector<std::pair<std::string, std::string>> routing_values;
};

struct OpenOffer {
  OfferRow row;
  QueuePtr settings;  // as it was when the offer was made
  SitePtr site;
};

struct OpenInteraction {
  InteractionRow row;
  QueuePtr settings;
  SitePtr site;
  // What others did is told no earlier (Limits::others_told_every); kept back until then.
  Instant quiet_until = Instant::min();
  bool kept_back = false;
};

struct ToldWait {  // at intake, in seconds of an open queue; high 0 and low 0: nothing was told
  std::uint32_t low = 0;
  std::uint32_t high = 0;
};

struct Callback : Columns {
  base::CallbackId id;
  base::Serial serial{};
  SiteId site{};
  std::uint32_t event_number = 0;
  std::uint32_t draft = 0;  // place among the callbacks that this step touched; 0: untouched
  base::PhoneNumber phone;
  NumberClass number_class;  // of phone
  Instant created_at{};
  Instant timer = kNever;
  ToldWait told;
  bool publishable = false;  // made with a publishable key
  bool for_opening = false;  // scheduled only because its queue is closed; derived at a restart
  std::unique_ptr<Extra> extra;
  std::unique_ptr<OpenOffer> offer;
  std::unique_ptr<OpenInteraction> interaction;
  std::unique_ptr<Call> call;  // of the last attempt; without an interaction: it waits on hold

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
// A call whose end was already asked for no longer keeps an agent from finishing.
inline bool in_call(Callback const& callback) {
  return callback.call && !callback.call->ending;
}

}  // namespace callbackd::core
