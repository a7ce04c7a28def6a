// The columns of a callback's row, each listed once: its name and its member. Code that concerns
// all columns visits them here: storage writes and reads the row, the core finds the columns that
// an event changed, tests replay events. `visit` is called as visit(Column, member...), with that
// member of each of `rows`: of one row to write or read it, of two rows to compare or copy them.
// Pure.
#pragma once
#include <cstdint>

namespace callbackd::core {

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

// The columns stand in groups, because events name them in another order than rows have them: new
// columns of a row come at its end. Each of `rows` is a CallbackRow or a Columns
// (state/callback.hpp); the members of the two have the same names.
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

// Add a new column that events may change here, at the end.
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
