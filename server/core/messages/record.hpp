// The rows that a step wants durable, in the core's own terms; storage alone knows tables. One
// batch folds many steps: the last state of a callback wins, events are all kept. Values only; no
// thread.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/hash_tables.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/definition/number_class.hpp"
#include "core/messages/details.hpp"
#include "core/messages/types.hpp"
#include "core/messages/voice_order.hpp"

namespace callbackd::core {

using base::Instant;

// Of the manage token that a customer is given. A later version has no token: it was made void.
inline constexpr std::uint32_t kFirstTokenVersion = 1;

struct ChangesRow {  // made by one kind of asker
  std::uint32_t count = 0;
  std::uint32_t numbers = 0;
  std::optional<Instant> paced_until;
};

using RoutingValues = std::vector<std::pair<std::string, std::string>>;  // path → value, sorted
using RequiredSkills = std::vector<std::pair<std::string, int>>;

struct CallbackRow {  // its columns: callback_columns.hpp
  base::CallbackId id;
  base::Serial serial{};
  std::string site;
  Instant created_at{};
  bool publishable = false;  // made with a publishable key
  // from here on: what changes
  CallbackState state = CallbackState::kScheduled;
  std::string queue;
  int priority = 0;
  Instant due_at{};
  Instant expires_at{};
  std::optional<Instant> queued_since;
  std::optional<Instant> queue_entered_at;
  std::string agent;                     // of the open offer or interaction; empty: none
  std::uint32_t offer_number = 0;        // the last one used
  std::uint32_t offers_counted = 0;      // towards max_offers
  std::uint32_t interaction_number = 0;  // the last one used
  std::uint32_t attempt_number = 0;      // the last one used
  std::uint32_t event_number = 0;        // the last one used
  std::uint32_t person_version = 1;
  std::uint32_t note_version = 0;
  std::string disposition;     // empty: none
  std::string reserved_agent;  // empty: open to all
  std::optional<Instant> reserved_until;
  bool cancel_requested = false;
  bool not_after_given = false;    // expires_at is the customer's not_after
  std::optional<Instant> slot_at;  // the start of the slot it holds in its queue
  std::uint32_t token_version = kFirstTokenVersion;
  std::optional<Instant> ended_at;  // when it became final
  ChangesRow token_changes;         // by the customer, with the manage token
  ChangesRow key_changes;           // by the site, with its secret key
  RoutingValues routing_values;     // of attributes
  RequiredSkills required_skills;   // set by a routing rule
};

// One key of an event. Keys are the column names of CallbackRow where they change one: replaying
// them gives the row.
struct EventField {
  char const* key;  // a literal
  std::variant<std::monostate, bool, std::int64_t, std::string, Instant> value;
};
using EventData = std::vector<EventField>;

struct EventRow {
  base::CallbackId callback;
  std::uint32_t number = 0;  // 1, 2, … without a gap
  Instant at{};
  EventType type{};
  std::string by;  // agent:alice, site:www, supervisor:eve, customer; empty: the server itself
  EventData data;
};

struct Why {  // why this agent: counts of those who serve the queue
  struct Excluded {
    ExclusionReason reason{};
    std::uint32_t count = 0;
    std::string skill;  // with kSkill
    int required = 0;   // with kSkill
  };
  std::uint32_t candidates = 0;
  std::vector<Excluded> excluded;
  ChosenBy chosen_by{};
};

struct OfferRow {
  base::OfferId id;
  std::string agent;
  std::string queue;
  Instant opened_at{};
  Instant deadline{};
  std::optional<Instant> closed_at;
  std::optional<OfferOutcome> outcome;
  std::int64_t definition_version = 0;
  Why why;
};

struct InteractionRow {
  base::InteractionId id;
  std::string agent;
  std::string queue;
  Instant opened_at{};
  std::optional<Instant> closed_at;
  std::optional<InteractionOutcome> outcome;
  std::int64_t definition_version = 0;
};

struct AttemptRow {
  base::AttemptId id;
  std::uint32_t interaction_number = 0;
  base::PhoneNumber phone;
  Instant started_at{};
  std::optional<Instant> answered_at;
  std::optional<Instant> ended_at;
  std::optional<AttemptOutcome> outcome;
  std::string cause;  // the gateway's words
  // Once ended: whether the contact's number was dialled; false: it stayed at the agent's phone.
  std::optional<bool> contact_dialled;
  bool on_hold = false;
  bool simulated = false;  // nobody's phone rang
  std::string extension;   // of phone; empty: none
};

// Somebody beside the contact and the agent who began the call, or a leg that the owner has now.
struct PartyRow {
  base::AttemptId attempt;
  LegNumber leg{};
  PartyRole role{};
  std::string agent;        // empty: somebody outside
  base::PhoneNumber phone;  // of somebody outside
  Instant asked_at{};
  std::optional<Instant> answered_at;
  std::optional<Instant> ended_at;
  std::string outcome;    // how it ended: an AttemptOutcome or a PartyEnd
  std::string cause;      // the gateway's words
  std::string extension;  // of phone; empty: none
};

struct NoteRow {
  base::CallbackId callback;
  std::uint32_t version = 0;
  std::string text;
  std::string by;
  Instant at{};
};

struct ExclusionRow {
  base::CallbackId callback;
  std::string agent;
  Instant until{};
};

struct AgentRow {
  std::string login;
  bool logged_in = false;
  bool ready = false;
  std::string reason;  // empty when ready
  Instant idle_since{};
  Instant state_since{};
};

struct NewDetails {  // version 1, with the callback
  base::CallbackId callback;
  std::string site;
  DetailsPtr details;
};

struct DetailsChange {  // a new version: the last one with these changes
  base::CallbackId callback;
  std::uint32_t version = 0;
  std::optional<base::PhoneNumber> phone;
  std::optional<std::string> attributes_patch_json;  // keys replace; null removes
  std::optional<RequestedTime> when;
  std::string extension;  // with phone
};

struct DefinitionRow {
  std::int64_t version = 0;
  bool adopted = false;
  std::string refusal;  // when not adopted
};

// Accumulates the records of the steps of one batch.
class RecordBatch {
 public:
  void put(CallbackRow row);  // replaces an earlier state of the same callback in this batch
  void put(OfferRow row);     // likewise by id
  void put(InteractionRow row);
  void put(AttemptRow row);
  void put(PartyRow row);                            // likewise by attempt and leg
  void put(AgentRow row);                            // likewise by login
  void put(ExclusionRow row);                        // likewise by callback and agent
  void clear_exclusions(base::CallbackId callback);  // also those put before in this batch
  void add(EventRow row) { events.push_back(std::move(row)); }
  void add(NoteRow row) { notes.push_back(std::move(row)); }
  void add(NewDetails row);
  void add(DetailsChange row) { details_changes.push_back(std::move(row)); }
  void add(DefinitionRow row) { definitions.push_back(std::move(row)); }
  bool empty() const;
  // As much room as that batch took: the next is probably as large, and rows are dear to move.
  void make_room_like(RecordBatch const& last);
  bool is_new(base::CallbackId callback) const { return new_callbacks_.contains(callback); }

  // read by storage, in the order first put
  std::vector<CallbackRow> callbacks;
  std::vector<EventRow> events;
  std::vector<OfferRow> offers;
  std::vector<InteractionRow> interactions;
  std::vector<AttemptRow> attempts;
  std::vector<PartyRow> parties;
  std::vector<NoteRow> notes;
  std::vector<ExclusionRow> exclusions;
  std::vector<base::CallbackId> exclusions_cleared;  // applied before `exclusions`
  std::vector<AgentRow> agents;
  std::vector<NewDetails> new_details;
  std::vector<DetailsChange> details_changes;
  std::vector<DefinitionRow> definitions;
  std::string zone_database;  // whose zones all windows follow from now on; empty: as before

 private:
  // Where a row stands, so that a step that touches thousands does not search for each.
  base::IdMap<base::CallbackId, std::size_t> callback_at_;
  std::map<base::OfferId, std::size_t> offer_at_;
  std::map<base::InteractionId, std::size_t> interaction_at_;
  std::map<base::AttemptId, std::size_t> attempt_at_;
  std::map<LegId, std::size_t> party_at_;
  std::map<std::string, std::size_t> agent_at_;
  std::map<std::pair<base::CallbackId, std::string>, std::size_t> exclusion_at_;
  std::set<base::CallbackId> cleared_;
  base::IdMap<base::CallbackId, std::size_t> new_callbacks_;
};

struct RecentPost {  // as it was posted, whatever became of it
  std::string site;
  base::PhoneNumber phone;
  Instant at{};
  bool publishable = false;
};

struct RecentTalk {  // a call that was answered, or a Mark Done
  std::string agent;
  base::PhoneNumber phone;
  Instant at{};
};

struct RecentCall {  // a leg to an outside number: ordered, or it may be yet
  base::PhoneNumber phone;
  Instant started_at{};
  std::string agent;  // who has the interaction
};

struct RecentPhone {  // a leg to an agent's own phone: ordered, or it may be yet
  std::string agent;
  Instant at{};
  std::string asked_by;  // who had it dialled; empty: the agent
};

struct MovedWindow {  // its words mean another time than before
  base::CallbackId callback;
  RequestedTime when;  // by the zone database of today
  std::optional<Instant> was_not_before;
  std::optional<Instant> was_not_after;
};

// A callback whose rows cannot be understood: it is not restored, nor is anything written of it.
struct LeftOut {
  base::CallbackId callback;
  std::vector<std::string> agents;  // who may have it in hand, or take part in its call
};

// What is read back at start: everything about callbacks that are not final or have an open
// interaction.
struct Restored {
  std::vector<std::pair<CallbackRow, ClassedNumber>> callbacks;
  std::vector<OfferRow> open_offers;
  std::vector<InteractionRow> open_interactions;
  std::vector<AttemptRow> attempts;  // all attempts of these callbacks
  std::vector<PartyRow> parties;     // of attempts that are not over
  std::vector<NoteRow> notes;        // the last version of each
  std::vector<ExclusionRow> exclusions;
  std::vector<AgentRow> agents;
  std::vector<RecentPost> recent_posts;    // of the last day, oldest first: they count for limits
  std::vector<RecentTalk> recent_talks;    // the last ones, oldest first
  std::vector<RecentCall> recent_calls;    // of the last day, oldest first
  std::vector<RecentPhone> recent_phones;  // of the last hour, oldest first
  std::vector<MovedWindow> moved_windows;
  std::string zone_database;  // its version, to be remembered; empty: the one of before
  std::vector<LeftOut> left_out;
};

}  // namespace callbackd::core
