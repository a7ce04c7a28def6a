// The columns of a callback that may change. Each column is listed twice in this file: as a member
// of CallbackColumns, and with its name in the visiting functions. Code that concerns all columns
// calls these functions: storage writes and reads the row, the core finds the columns that an event
// changed, tests replay events. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "core/messages/types.hpp"

namespace callbackd::core {

using base::Instant;
using RequiredSkills = std::vector<std::pair<std::string, int>>;  // skill → least level, sorted

// The version of a new callback's manage token. A callback with a higher version has had its first
// token made void.
inline constexpr std::uint32_t kFirstTokenVersion = 1;
// The first version of a callback's details.
inline constexpr std::uint32_t kFirstPersonVersion = 1;

// The types of columns in a row. Names are texts, and "none" is NULL or an empty text. The types in
// memory take less space: InMemory (state/callback.hpp). Columns whose types are not listed here
// have the same type in a row and in memory.
struct InRow {
  using OptionalInstant = std::optional<Instant>;
  using Queue = std::string;
  using OptionalAgent = std::string;
  using OptionalCode = std::string;
  using Skills = RequiredSkills;
  using SmallCount = std::uint32_t;
  static constexpr auto kNoInstant = std::nullopt;
  static constexpr auto kNoQueue = "";
  static constexpr auto kNoAgent = "";
  static constexpr auto kNoCode = "";
};

// Counts some of the changes of one callback (rules/change_limits.hpp). There are two such counts:
// changes with the manage token, and changes with the site's secret key. `As` is InRow or InMemory,
// here and below.
template <typename As>
struct ChangesBy {
  typename As::OptionalInstant paced_until =
      As::kNoInstant;  // the state of a base::Pace; none: no change was made
  typename As::SmallCount count = 0;
  typename As::SmallCount numbers = 0;  // those of them that changed the phone number
  bool operator==(ChangesBy const&) const = default;
};

// The columns as a struct. The members are in the order that needs the least padding, because there
// may be millions of callbacks.
template <typename As>
struct CallbackColumns {
  Instant due_at{};
  Instant expires_at{};
  typename As::OptionalInstant queued_since = As::kNoInstant;      // decides its place
  typename As::OptionalInstant queue_entered_at = As::kNoInstant;  // decides its target step
  typename As::OptionalInstant reserved_until = As::kNoInstant;
  typename As::OptionalInstant slot_at =
      As::kNoInstant;  // the start of the slot that it holds in its queue
  typename As::OptionalInstant ended_at = As::kNoInstant;  // when it became final
  typename As::Queue queue = As::kNoQueue;
  int priority = 0;
  typename As::OptionalAgent agent = As::kNoAgent;           // of the open offer or interaction
  typename As::OptionalAgent reserved_agent = As::kNoAgent;  // none: any agent may have it
  std::uint32_t offer_number = 0;                            // the last one used
  std::uint32_t offers_counted = 0;                          // towards max_offers
  std::uint32_t interaction_number = 0;                      // the last one used
  std::uint32_t attempt_number = 0;                          // the last one used
  std::uint32_t person_version = kFirstPersonVersion;
  std::uint32_t note_version = 0;
  std::uint32_t token_version = kFirstTokenVersion;
  ChangesBy<As> token_changes;  // by the customer, with the manage token
  ChangesBy<As> key_changes;    // by the site, with its secret key
  typename As::OptionalCode disposition = As::kNoCode;
  typename As::Skills required_skills{};  // set by a routing rule
  CallbackState state = CallbackState::kScheduled;
  bool cancel_requested = false;
  bool not_after_given = false;  // expires_at is the customer's not_after
  bool operator==(CallbackColumns const&) const = default;
};

// How a text is stored, and what is refused when it is read back.
enum class StoredText : std::uint8_t {
  kAsItIs,
  kNullIfEmpty,
  kName,        // of an agent, a queue, a code; refused when it is longer than a name may be
  kNameOrNull,  // the same, and NULL if it is empty
  kJson,        // for a column of type json
  kDigits       // an extension; refused when it has anything but digits
};

struct Column {
  char const* name;  // a literal; also the key in the data of events
  StoredText text = StoredText::kAsItIs;
};

// For each column, calls visit(Column, member...). Each `member` is the member of one of `rows`
// that has this column. The caller gives one row to write or read it, and two rows to compare or
// copy them. The columns are in groups, because a row and an event have the groups in different
// orders. A new column comes at the end of the row.
namespace callback_columns {

template <typename Visit, typename... Rows>
void waiting(Visit& visit, Rows&... rows) {
  visit({"state"}, rows.state...);
  visit({"queue", StoredText::kName}, rows.queue...);
  visit({"priority"}, rows.priority...);
  visit({"due_at"}, rows.due_at...);
  visit({"expires_at"}, rows.expires_at...);
  visit({"queued_since"}, rows.queued_since...);
  visit({"queue_entered_at"}, rows.queue_entered_at...);
  visit({"agent", StoredText::kNameOrNull}, rows.agent...);
  visit({"offer_number"}, rows.offer_number...);
  visit({"offers_counted"}, rows.offers_counted...);
  visit({"interaction_number"}, rows.interaction_number...);
  visit({"attempt_number"}, rows.attempt_number...);
}

template <typename Visit, typename... Rows>
void versions(Visit& visit, Rows&... rows) {
  visit({"person_version"}, rows.person_version...);
  visit({"note_version"}, rows.note_version...);
}

template <typename Visit, typename... Rows>
void outcome(Visit& visit, Rows&... rows) {
  visit({"disposition", StoredText::kNameOrNull}, rows.disposition...);
  visit({"reserved_agent", StoredText::kNameOrNull}, rows.reserved_agent...);
  visit({"reserved_until"}, rows.reserved_until...);
}

template <typename Visit, typename... Rows>
void wishes(Visit& visit, Rows&... rows) {
  visit({"cancel_requested"}, rows.cancel_requested...);
  visit({"not_after_given"}, rows.not_after_given...);
}

template <typename Visit, typename... Rows>
void skills(Visit& visit, Rows&... rows) {
  visit({"required_skills", StoredText::kNullIfEmpty}, rows.required_skills...);
}

template <typename Visit, typename... Rows>
void slot(Visit& visit, Rows&... rows) {
  visit({"slot_at"}, rows.slot_at...);
}

template <typename Visit, typename... Rows>
void token(Visit& visit, Rows&... rows) {
  visit({"token_version"}, rows.token_version...);
}

// If events may change a new column, add the column here, at the end.
template <typename Visit, typename... Rows>
void latest(Visit& visit, Rows&... rows) {
  visit({"ended_at"}, rows.ended_at...);
  visit({"token_changes"}, rows.token_changes.count...);
  visit({"token_number_changes"}, rows.token_changes.numbers...);
  visit({"token_paced_until"}, rows.token_changes.paced_until...);
  visit({"key_changes"}, rows.key_changes.count...);
  visit({"key_number_changes"}, rows.key_changes.numbers...);
  visit({"key_paced_until"}, rows.key_changes.paced_until...);
}

}  // namespace callback_columns

// All columns of CallbackRow, in the order of the SQL type callback_row.
template <typename Visit, typename... Rows>
void each_callback_column(Visit&& visit, Rows&... rows) {
  visit({"id"}, rows.id...);
  visit({"serial"}, rows.serial...);
  visit({"site", StoredText::kName}, rows.site...);
  visit({"created_at"}, rows.created_at...);
  callback_columns::waiting(visit, rows...);
  visit({"event_number"}, rows.event_number...);
  callback_columns::versions(visit, rows...);
  callback_columns::outcome(visit, rows...);
  callback_columns::wishes(visit, rows...);
  visit({"routing_values"}, rows.routing_values...);
  callback_columns::skills(visit, rows...);
  callback_columns::slot(visit, rows...);
  visit({"publishable"}, rows.publishable...);
  callback_columns::token(visit, rows...);
  callback_columns::latest(visit, rows...);
}

// The columns that events may change, in the order in which events name them.
template <typename Visit, typename... Rows>
void each_changing_column(Visit&& visit, Rows&... rows) {
  callback_columns::waiting(visit, rows...);
  callback_columns::versions(visit, rows...);
  callback_columns::token(visit, rows...);
  callback_columns::outcome(visit, rows...);
  callback_columns::slot(visit, rows...);
  callback_columns::latest(visit, rows...);
  callback_columns::skills(visit, rows...);
  callback_columns::wishes(visit, rows...);
}

}  // namespace callbackd::core
