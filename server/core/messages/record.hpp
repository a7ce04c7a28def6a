// Records: the rows that a step wants made durable. They name no tables, because only storage knows
// tables and SQL. A RecordBatch collects the rows of many steps. If several rows have the same key,
// only the last is kept; but all events are kept. Below are the rows that a start reads back
// (Restored). Values only; they are filled on the engine thread and handed to the writer's thread
// (storage/journal_writer.hpp).
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
#include "core/messages/callback_columns.hpp"
#include "core/messages/details.hpp"
#include "core/messages/types.hpp"
#include "core/messages/voice_order.hpp"

namespace callbackd::core {

using RoutingValues = std::vector<std::pair<std::string, std::string>>;  // path → value, sorted

struct CallbackRow : CallbackColumns<InRow> {
  base::CallbackId id;
  base::Serial serial{};
  std::string site;
  Instant created_at{};
  bool publishable = false;        // made with a publishable key
  std::uint32_t event_number = 0;  // the last one used
  RoutingValues routing_values;    // of attributes
};

// One key of an event with its value. If the key is the name of a column of CallbackRow, the value
// is the new value of that column. So replaying all events of a callback gives its row.
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

// Why an offer went to its agent: how many agents serve the queue (the candidates), and how many of
// them were excluded for each reason. Each excluded agent counts once, under the first reason that
// holds.
struct Why {
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
  std::string cause;  // in the gateway's words
  // Whether the contact's number was dialled; set when the attempt has ended. false: the call never
  // got further than the agent's own phone.
  std::optional<bool> contact_dialled;
  bool on_hold = false;
  bool simulated = false;  // by the simulator: no real phone rang
  std::string extension;   // of phone; empty: none
};

// One party of a call: a person besides the contact and the owner, or an owner whose leg is not the
// first leg of the call (then the role is kOwner).
struct PartyRow {
  base::AttemptId attempt;
  LegNumber leg{};
  PartyRole role{};
  std::string agent;        // empty: a person outside, at `phone`
  base::PhoneNumber phone;  // of a person outside
  Instant asked_at{};
  std::optional<Instant> answered_at;
  std::optional<Instant> ended_at;
  std::string outcome;    // how it ended: an AttemptOutcome or a PartyEnd
  std::string cause;      // in the gateway's words
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

struct NewDetails {  // version 1, posted with the callback
  base::CallbackId callback;
  std::string site;
  DetailsPtr details;
};

struct DetailsChange {  // a new version: the version before with these changes
  base::CallbackId callback;
  std::uint32_t version = 0;
  std::optional<base::PhoneNumber> phone;
  // A JSON object: each key replaces the attribute of that name; null removes it.
  std::optional<std::string> attributes_patch_json;
  std::optional<RequestedTime> when;
  std::string extension;  // with phone
};

struct DefinitionRow {
  std::int64_t version = 0;
  bool adopted = false;
  std::string refusal;  // when not adopted
};

// The records of the steps of one batch. put() replaces the row with the same key in this batch,
// and add() appends. Not thread-safe.
class RecordBatch {
 public:
  void put(CallbackRow row);     // key: id
  void put(OfferRow row);        // key: id
  void put(InteractionRow row);  // key: id
  void put(AttemptRow row);      // key: id
  void put(PartyRow row);        // key: attempt and leg
  void put(AgentRow row);        // key: login
  void put(ExclusionRow row);    // key: callback and agent
  // Removes all exclusions of a callback: stored ones, and those of this batch so far.
  void clear_exclusions(base::CallbackId callback);
  void add(EventRow row) { events.push_back(std::move(row)); }
  void add(NoteRow row) { notes.push_back(std::move(row)); }
  void add(NewDetails row);
  void add(DetailsChange row) { details_changes.push_back(std::move(row)); }
  void add(DefinitionRow row) { definitions.push_back(std::move(row)); }
  bool empty() const;
  // Reserves as much memory as the last batch used, because moving rows when a vector grows is
  // slow. This batch is probably as large as the last one.
  void make_room_like(RecordBatch const& last);
  bool is_new(base::CallbackId callback) const { return new_callbacks_.contains(callback); }

  // Storage reads the vectors below. Rows are in the order of their first put().
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
  // The version of the zone database that gives the instants of all windows from now on; empty: the
  // version has not changed.
  std::string zone_database;

 private:
  // The index of each row in its vector, by the row's key. A search through the vector would be too
  // slow, because a step may put thousands of rows.
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

struct RecentPost {  // a callback as it was posted, also one that has ended since
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

struct RecentCall {  // a leg to an outside number that was ordered, or may still be
  base::PhoneNumber phone;
  Instant started_at{};
  std::string agent;  // of the interaction
};

struct RecentAgentRing {  // a leg to an agent's own phone that was ordered, or may still be
  std::string agent;
  Instant at{};
  std::string asked_by;  // the agent for whose call the phone was dialled; empty: `agent` itself
};

// A window in wall time that has other instants by the present zone database than by the one
// before.
struct MovedWindow {
  base::CallbackId callback;
  RequestedTime when;  // with the instants of today
  std::optional<Instant> was_not_before;
  std::optional<Instant> was_not_after;
};

// A callback whose rows cannot be understood. It is not restored, and nothing is written about it.
struct LeftOut {
  base::CallbackId callback;
  std::vector<std::string> agents;  // those who may have it in hand, or take part in its call
};

// Everything that is read back at a start: the rows of the callbacks that are not final or have an
// open interaction, the agents, and the recent past that limits count.
struct Restored {
  std::vector<std::pair<CallbackRow, ClassedNumber>> callbacks;
  std::vector<OfferRow> open_offers;
  std::vector<InteractionRow> open_interactions;
  std::vector<AttemptRow> attempts;  // all attempts of these callbacks
  std::vector<PartyRow> parties;     // of attempts that are not over
  std::vector<NoteRow> notes;        // of each callback the last version
  std::vector<ExclusionRow> exclusions;
  std::vector<AgentRow> agents;
  std::vector<RecentPost> recent_posts;  // of the last day, oldest first: they count for limits
  std::vector<RecentTalk> recent_talks;  // the last ones, oldest first
  std::vector<RecentCall> recent_calls;  // of the last day, oldest first
  std::vector<RecentAgentRing> recent_agent_rings;  // of the last hour, oldest first
  std::vector<MovedWindow> moved_windows;
  std::string zone_database;  // the new version of it, to be stored; empty: it has not changed
  std::vector<LeftOut> left_out;
};

}  // namespace callbackd::core
