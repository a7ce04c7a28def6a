// The columns of each row of a batch, in the order of the types that migrations/
// makes. One description serves the binary parameters and the dump. `Sink` has field(name, value)
// for the types used here. Pure.
#pragma once
#include "base/ids.hpp"
#include "core/messages/record.hpp"
#include "engine/ports.hpp"
#include "storage/binary_rows.hpp"
#include "storage/json_text.hpp"

namespace callbackd::storage {

template <typename T>
struct RowType;  // name of the type and number of its columns

#define CALLBACKD_ROW_TYPE(type, type_name, columns)   \
  template <>                                          \
  struct RowType<type> {                               \
    static constexpr char kName[] = type_name;         \
    static constexpr std::uint32_t kColumns = columns; \
  }
CALLBACKD_ROW_TYPE(core::CallbackRow, "callback_row", 36);
CALLBACKD_ROW_TYPE(core::NewDetails, "person_row", 13);
CALLBACKD_ROW_TYPE(core::DetailsChange, "person_change_row", 11);
CALLBACKD_ROW_TYPE(core::EventRow, "event_row", 6);
CALLBACKD_ROW_TYPE(core::OfferRow, "offer_row", 10);
CALLBACKD_ROW_TYPE(core::InteractionRow, "interaction_row", 8);
CALLBACKD_ROW_TYPE(core::AttemptRow, "attempt_row", 13);
CALLBACKD_ROW_TYPE(core::PartyRow, "party_row", 12);
CALLBACKD_ROW_TYPE(core::NoteRow, "note_row", 5);
CALLBACKD_ROW_TYPE(core::ExclusionRow, "exclusion_row", 3);
CALLBACKD_ROW_TYPE(core::AgentRow, "agent_row", 6);
CALLBACKD_ROW_TYPE(engine::IdempotencyRow, "idempotency_row", 5);
CALLBACKD_ROW_TYPE(engine::RememberedAnswer, "answer_row", 5);
CALLBACKD_ROW_TYPE(core::DefinitionRow, "definition_row", 3);
#undef CALLBACKD_ROW_TYPE

template <typename Enum>
OrNull word_or_null(std::optional<Enum> const& value) {
  return {value ? to_text(*value) : std::string_view{}};
}

template <typename Sink>
void write_fields(Sink& out, core::CallbackRow const& row) {
  auto const routing_values = routing_values_json(row.routing_values);
  auto const required_skills = skills_text(row.required_skills);
  out.field("id", row.id.value);
  out.field("serial", static_cast<std::int64_t>(row.serial));
  out.field("site", std::string_view{row.site});
  out.field("created_at", row.created_at);
  out.field("state", to_text(row.state));
  out.field("queue", std::string_view{row.queue});
  out.field("priority", row.priority);
  out.field("due_at", row.due_at);
  out.field("expires_at", row.expires_at);
  out.field("queued_since", row.queued_since);
  out.field("queue_entered_at", row.queue_entered_at);
  out.field("agent", OrNull{row.agent});
  out.field("offer_number", row.offer_number);
  out.field("offers_counted", row.offers_counted);
  out.field("interaction_number", row.interaction_number);
  out.field("attempt_number", row.attempt_number);
  out.field("event_number", row.event_number);
  out.field("person_version", row.person_version);
  out.field("note_version", row.note_version);
  out.field("disposition", OrNull{row.disposition});
  out.field("reserved_agent", OrNull{row.reserved_agent});
  out.field("reserved_until", row.reserved_until);
  out.field("cancel_requested", row.cancel_requested);
  out.field("not_after_given", row.not_after_given);
  out.field("routing_values", Json{routing_values});
  out.field("required_skills", OrNull{required_skills});
  out.field("slot_at", row.slot_at);
  out.field("publishable", row.publishable);
  out.field("token_version", row.token_version);
  out.field("ended_at", row.ended_at);
  out.field("token_changes", row.token_changes.count);
  out.field("token_number_changes", row.token_changes.numbers);
  out.field("token_paced_until", row.token_changes.paced_until);
  out.field("key_changes", row.key_changes.count);
  out.field("key_number_changes", row.key_changes.numbers);
  out.field("key_paced_until", row.key_changes.paced_until);
}

template <typename Sink>
void write_fields(Sink& out, core::NewDetails const& row) {
  auto const phone = base::to_text(row.details->phone);
  out.field("callback_id", row.callback.value);
  out.field("name", std::string_view{row.details->name});
  out.field("email", std::string_view{row.details->email});
  out.field("locale", std::string_view{row.details->locale});
  out.field("phone", std::string_view{phone});
  out.field("not_before_local", std::string_view{row.details->when.not_before_local});
  out.field("not_after_local", std::string_view{row.details->when.not_after_local});
  out.field("time_zone", std::string_view{row.details->when.time_zone});
  out.field("attributes", JsonAsWritten{row.details->attributes_json});
  out.field("created_at", row.details->created_at);
  out.field("not_before_at", row.details->when.not_before);
  out.field("not_after_at", row.details->when.not_after);
  out.field("extension", std::string_view{row.details->extension});
}

template <typename Sink>
void write_fields(Sink& out, core::DetailsChange const& row) {
  auto const phone = row.phone ? base::to_text(*row.phone) : std::string{};
  auto const when = row.when.value_or(core::RequestedTime{});
  out.field("callback_id", row.callback.value);
  out.field("version", row.version);
  out.field("phone", OrNull{phone});
  out.field("patch", row.attributes_patch_json
                         ? std::optional{JsonAsWritten{*row.attributes_patch_json}}
                         : std::optional<JsonAsWritten>{});
  out.field("new_words", row.when.has_value());
  out.field("not_before_local", std::string_view{when.not_before_local});
  out.field("not_after_local", std::string_view{when.not_after_local});
  out.field("time_zone", std::string_view{when.time_zone});
  out.field("not_before_at", when.not_before);
  out.field("not_after_at", when.not_after);
  out.field("extension", std::string_view{row.extension});
}

template <typename Sink>
void write_fields(Sink& out, core::EventRow const& row) {
  auto const data = event_data_json(row.data);
  out.field("callback_id", row.callback.value);
  out.field("number", row.number);
  out.field("at", row.at);
  out.field("type", to_text(row.type));
  out.field("by", OrNull{row.by});
  out.field("data", JsonAsWritten{data});
}

template <typename Sink>
void write_fields(Sink& out, core::OfferRow const& row) {
  auto const why = why_json(row.why);
  out.field("callback_id", row.id.callback.value);
  out.field("number", row.id.number);
  out.field("agent", std::string_view{row.agent});
  out.field("queue", std::string_view{row.queue});
  out.field("opened_at", row.opened_at);
  out.field("deadline", row.deadline);
  out.field("closed_at", row.closed_at);
  out.field("outcome", word_or_null(row.outcome));
  out.field("definition_version", row.definition_version);
  out.field("why", JsonAsWritten{why});
}

template <typename Sink>
void write_fields(Sink& out, core::InteractionRow const& row) {
  out.field("callback_id", row.id.callback.value);
  out.field("number", row.id.number);
  out.field("agent", std::string_view{row.agent});
  out.field("queue", std::string_view{row.queue});
  out.field("opened_at", row.opened_at);
  out.field("closed_at", row.closed_at);
  out.field("outcome", word_or_null(row.outcome));
  out.field("definition_version", row.definition_version);
}

template <typename Sink>
void write_fields(Sink& out, core::AttemptRow const& row) {
  auto const phone = base::to_text(row.phone);
  out.field("callback_id", row.id.callback.value);
  out.field("number", row.id.number);
  out.field("interaction_number", row.interaction_number);
  out.field("phone", std::string_view{phone});
  out.field("started_at", row.started_at);
  out.field("answered_at", row.answered_at);
  out.field("ended_at", row.ended_at);
  out.field("outcome", word_or_null(row.outcome));
  out.field("cause", std::string_view{row.cause});
  out.field("contact_dialled", row.contact_dialled);
  out.field("on_hold", row.on_hold);
  out.field("simulated", row.simulated);
  out.field("extension", std::string_view{row.extension});
}

template <typename Sink>
void write_fields(Sink& out, core::PartyRow const& row) {
  auto const phone = base::to_text(row.phone);
  out.field("callback_id", row.attempt.callback.value);
  out.field("attempt_number", row.attempt.number);
  out.field("leg", static_cast<std::uint32_t>(row.leg));
  out.field("role", to_text(row.role));
  out.field("agent", OrNull{row.agent});
  out.field("phone", std::string_view{phone});
  out.field("asked_at", row.asked_at);
  out.field("answered_at", row.answered_at);
  out.field("ended_at", row.ended_at);
  out.field("outcome", std::string_view{row.outcome});
  out.field("cause", std::string_view{row.cause});
  out.field("extension", std::string_view{row.extension});
}

template <typename Sink>
void write_fields(Sink& out, core::NoteRow const& row) {
  out.field("callback_id", row.callback.value);
  out.field("version", row.version);
  out.field("text", std::string_view{row.text});
  out.field("by", std::string_view{row.by});
  out.field("at", row.at);
}

template <typename Sink>
void write_fields(Sink& out, core::ExclusionRow const& row) {
  out.field("callback_id", row.callback.value);
  out.field("agent", std::string_view{row.agent});
  out.field("until", row.until);
}

template <typename Sink>
void write_fields(Sink& out, core::AgentRow const& row) {
  out.field("login", std::string_view{row.login});
  out.field("logged_in", row.logged_in);
  out.field("ready", row.ready);
  out.field("reason", OrNull{row.reason});
  out.field("idle_since", row.idle_since);
  out.field("state_since", row.state_since);
}

template <typename Sink>
void write_fields(Sink& out, engine::IdempotencyRow const& row) {
  out.field("site", std::string_view{row.site});
  out.field("key_hash", row.key_hash);
  out.field("body_hash", row.body_hash);
  out.field("callback_id", row.callback.value);
  out.field("at", row.at);
}

template <typename Sink>
void write_fields(Sink& out, engine::RememberedAnswer const& row) {
  out.field("login", std::string_view{row.login});
  out.field("request_id", std::string_view{row.request_id});
  out.field("request_hash", row.request_hash);
  out.field("answer", std::string_view{row.answer_json});
  out.field("at", row.at);
}

template <typename Sink>
void write_fields(Sink& out, core::DefinitionRow const& row) {
  out.field("version", row.version);
  out.field("adopted", row.adopted);
  out.field("refusal", std::string_view{row.refusal});
}

}  // namespace callbackd::storage
