// Lists the columns of each kind of stored row once: the name of each column and the member that it
// belongs to. The order is that of the types in migrations/. The code that writes a row
// (row_fields.hpp), selects it and reads it (row_reader.hpp) goes through these lists. A test
// compares them with the schema. Pure; any thread.
#pragma once
#include <concepts>
#include <type_traits>

#include "core/messages/callback_columns.hpp"
#include "core/messages/details.hpp"
#include "core/messages/record.hpp"
#include "engine/ports.hpp"

namespace callbackd::storage {

using core::StoredText;

// A row may be const, for writing it, or not const, for filling it when it is read back. Row types
// that are only written are always visited as const.
template <typename Row, typename Wanted>
concept IsRow = std::same_as<std::remove_const_t<Row>, Wanted>;

// each_column(visit, row) calls visit({name, kind of text}, member) for each column of the row. For
// example, the writer passes a `visit` that writes the member as a field. The reader passes one
// that assigns the next field to the member.
template <typename Visit, IsRow<core::CallbackRow> Row>
void each_column(Visit&& visit, Row& row) {
  core::each_callback_column(visit, row);
}

// The columns of callback_person that are both stored and shown to agents. A new column of
// callback_person comes at the end of each_later_detail_column.
template <typename Visit, IsRow<core::CallbackDetails> Details>
void each_first_detail_column(Visit& visit, Details& details) {
  visit({"name"}, details.name);
  visit({"email"}, details.email);
  visit({"locale"}, details.locale);
  visit({"phone"}, details.phone);
  visit({"not_before_local"}, details.when.not_before_local);
  visit({"not_after_local"}, details.when.not_after_local);
  visit({"time_zone"}, details.when.time_zone);
  visit({"attributes", StoredText::kJson}, details.attributes_json);
  visit({"created_at"}, details.created_at);
}
template <typename Visit, IsRow<core::CallbackDetails> Details>
void each_later_detail_column(Visit& visit, Details& details) {
  visit({"extension", StoredText::kDigits}, details.extension);
}

// The columns of the details that are shown to agents: the id of the contact, which journal_details
// adds, and then the columns of callback_person that agents may see.
template <typename Visit, IsRow<core::CallbackDetails> Details>
void each_column(Visit&& visit, Details& details) {
  visit({"contact_id"}, details.contact_id);
  each_first_detail_column(visit, details);
  each_later_detail_column(visit, details);
}

template <typename Visit>
void each_column(Visit&& visit, core::NewDetails const& row) {
  visit({"callback_id"}, row.callback);
  visit({"version"}, core::kFirstPersonVersion);
  each_first_detail_column(visit, *row.details);
  visit({"not_before_at"}, row.details->when.not_before);
  visit({"not_after_at"}, row.details->when.not_after);
  each_later_detail_column(visit, *row.details);
}

template <typename Visit>
void each_column(Visit&& visit, core::DetailsChange const& row) {
  auto const when = row.when.value_or(core::RequestedTime{});
  visit({"callback_id"}, row.callback);
  visit({"version"}, row.version);
  visit({"phone"}, row.phone);
  visit({"patch", StoredText::kJson}, row.attributes_patch_json);
  visit({"new_words"}, row.when.has_value());
  visit({"not_before_local"}, when.not_before_local);
  visit({"not_after_local"}, when.not_after_local);
  visit({"time_zone"}, when.time_zone);
  visit({"not_before_at"}, when.not_before);
  visit({"not_after_at"}, when.not_after);
  visit({"extension"}, row.extension);
}

template <typename Visit>
void each_column(Visit&& visit, core::EventRow const& row) {
  visit({"callback_id"}, row.callback);
  visit({"number"}, row.number);
  visit({"at"}, row.at);
  visit({"type"}, row.type);
  visit({"by", StoredText::kNullIfEmpty}, row.by);
  visit({"data"}, row.data);
}

template <typename Visit, IsRow<core::OfferRow> Row>
void each_column(Visit&& visit, Row& row) {
  visit({"callback_id"}, row.id.callback);
  visit({"number"}, row.id.number);
  visit({"agent", StoredText::kName}, row.agent);
  visit({"queue", StoredText::kName}, row.queue);
  visit({"opened_at"}, row.opened_at);
  visit({"deadline"}, row.deadline);
  visit({"closed_at"}, row.closed_at);
  visit({"outcome"}, row.outcome);
  visit({"definition_version"}, row.definition_version);
  visit({"why"}, row.why);
}

template <typename Visit, IsRow<core::InteractionRow> Row>
void each_column(Visit&& visit, Row& row) {
  visit({"callback_id"}, row.id.callback);
  visit({"number"}, row.id.number);
  visit({"agent", StoredText::kName}, row.agent);
  visit({"queue", StoredText::kName}, row.queue);
  visit({"opened_at"}, row.opened_at);
  visit({"closed_at"}, row.closed_at);
  visit({"outcome"}, row.outcome);
  visit({"definition_version"}, row.definition_version);
}

template <typename Visit, IsRow<core::AttemptRow> Row>
void each_column(Visit&& visit, Row& row) {
  visit({"callback_id"}, row.id.callback);
  visit({"number"}, row.id.number);
  visit({"interaction_number"}, row.interaction_number);
  visit({"phone"}, row.phone);
  visit({"started_at"}, row.started_at);
  visit({"answered_at"}, row.answered_at);
  visit({"ended_at"}, row.ended_at);
  visit({"outcome"}, row.outcome);
  visit({"cause"}, row.cause);
  visit({"contact_dialled"}, row.contact_dialled);
  visit({"on_hold"}, row.on_hold);
  visit({"simulated"}, row.simulated);
  visit({"extension", StoredText::kDigits}, row.extension);
}

template <typename Visit, IsRow<core::PartyRow> Row>
void each_column(Visit&& visit, Row& row) {
  visit({"callback_id"}, row.attempt.callback);
  visit({"attempt_number"}, row.attempt.number);
  visit({"leg"}, row.leg);
  visit({"role"}, row.role);
  visit({"agent", StoredText::kNameOrNull}, row.agent);
  visit({"phone"}, row.phone);
  visit({"asked_at"}, row.asked_at);
  visit({"answered_at"}, row.answered_at);
  visit({"ended_at"}, row.ended_at);
  visit({"outcome"}, row.outcome);
  visit({"cause"}, row.cause);
  visit({"extension", StoredText::kDigits}, row.extension);
}

template <typename Visit, IsRow<core::NoteRow> Row>
void each_column(Visit&& visit, Row& row) {
  visit({"callback_id"}, row.callback);
  visit({"version"}, row.version);
  visit({"text"}, row.text);
  visit({"by"}, row.by);
  visit({"at"}, row.at);
}

template <typename Visit, IsRow<core::ExclusionRow> Row>
void each_column(Visit&& visit, Row& row) {
  visit({"callback_id"}, row.callback);
  visit({"agent", StoredText::kName}, row.agent);
  visit({"until"}, row.until);
}

template <typename Visit, IsRow<core::AgentRow> Row>
void each_column(Visit&& visit, Row& row) {
  visit({"login", StoredText::kName}, row.login);
  visit({"logged_in"}, row.logged_in);
  visit({"ready"}, row.ready);
  visit({"reason", StoredText::kNullIfEmpty}, row.reason);
  visit({"idle_since"}, row.idle_since);
  visit({"state_since"}, row.state_since);
}

template <typename Visit>
void each_column(Visit&& visit, engine::IdempotencyRow const& row) {
  visit({"site"}, row.site);
  visit({"key_hash"}, row.key_hash);
  visit({"body_hash"}, row.body_hash);
  visit({"callback_id"}, row.callback);
  visit({"at"}, row.at);
}

template <typename Visit, IsRow<engine::RememberedAnswer> Row>
void each_column(Visit&& visit, Row& row) {
  visit({"login"}, row.login);
  visit({"request_id"}, row.request_id);
  visit({"request_hash"}, row.request_hash);
  visit({"answer"}, row.answer_json);
  visit({"at"}, row.at);
}

template <typename Visit>
void each_column(Visit&& visit, core::DefinitionRow const& row) {
  visit({"version"}, row.version);
  visit({"adopted"}, row.adopted);
  visit({"refusal"}, row.refusal);
}

}  // namespace callbackd::storage
