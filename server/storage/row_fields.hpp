// Writes a row of a batch column by column (row_columns.hpp). It is used for the binary parameters
// of journal_commit, and for the file with a refused batch (batch_dump.hpp). `Sink` is what the row
// is written to: it has field(name, value) for each type of value that is used here. Pure; any
// thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "core/messages/record.hpp"
#include "engine/ports.hpp"
#include "storage/binary_rows.hpp"
#include "storage/json_text.hpp"
#include "storage/row_columns.hpp"

namespace callbackd::storage {

template <typename Row>
constexpr char const* kTypeName = nullptr;  // the composite type of these rows
template <>
inline constexpr char const* kTypeName<core::CallbackRow> = "callback_row";
template <>
inline constexpr char const* kTypeName<core::NewDetails> = "callback_person";
template <>
inline constexpr char const* kTypeName<core::DetailsChange> = "person_change_row";
template <>
inline constexpr char const* kTypeName<core::EventRow> = "event_row";
template <>
inline constexpr char const* kTypeName<core::OfferRow> = "offer_row";
template <>
inline constexpr char const* kTypeName<core::InteractionRow> = "interaction_row";
template <>
inline constexpr char const* kTypeName<core::AttemptRow> = "attempt_row";
template <>
inline constexpr char const* kTypeName<core::PartyRow> = "party_row";
template <>
inline constexpr char const* kTypeName<core::NoteRow> = "note_row";
template <>
inline constexpr char const* kTypeName<core::ExclusionRow> = "exclusion_row";
template <>
inline constexpr char const* kTypeName<core::AgentRow> = "agent_row";
template <>
inline constexpr char const* kTypeName<engine::IdempotencyRow> = "idempotency_row";
template <>
inline constexpr char const* kTypeName<engine::RememberedAnswer> = "answer_row";
template <>
inline constexpr char const* kTypeName<core::DefinitionRow> = "definition_row";

// Writes the member of one column to the sink. There is one overload for each type of member.
template <typename Sink>
class FieldWriter {
 public:
  explicit FieldWriter(Sink& out) : out_{out} {}

  template <typename Plain>
  void operator()(core::Column column, Plain const& value) const {
    out_.field(column.name, value);
  }
  template <typename Word>
    requires std::is_enum_v<Word>
  void operator()(core::Column column, Word const& word) const {
    out_.field(column.name, to_text(word));
  }
  template <typename Word>
    requires std::is_enum_v<Word>
  void operator()(core::Column column, std::optional<Word> const& word) const {
    out_.field(column.name, OrNull{word ? to_text(*word) : std::string_view{}});
  }
  void operator()(core::Column column, std::string const& text) const {
    switch (column.text) {
      case StoredText::kNullIfEmpty:
      case StoredText::kNameOrNull:
        return out_.field(column.name, OrNull{text});
      case StoredText::kJson:
        return out_.field(column.name, JsonAsWritten{text});
      case StoredText::kAsItIs:
      case StoredText::kName:
      case StoredText::kDigits:
        return out_.field(column.name, std::string_view{text});
    }
  }
  void operator()(core::Column column, std::optional<std::string> const& json) const {
    out_.field(column.name, json ? std::optional{JsonAsWritten{*json}} : std::nullopt);
  }
  void operator()(core::Column column, base::CallbackId const& id) const {
    out_.field(column.name, id.value);
  }
  void operator()(core::Column column, base::Serial const& serial) const {
    out_.field(column.name, static_cast<std::int64_t>(serial));
  }
  void operator()(core::Column column, core::LegNumber const& leg) const {
    out_.field(column.name, static_cast<std::uint32_t>(leg));
  }
  void operator()(core::Column column, base::PhoneNumber const& phone) const {
    auto const text = base::to_text(phone);
    out_.field(column.name, std::string_view{text});
  }
  void operator()(core::Column column, std::optional<base::PhoneNumber> const& phone) const {
    auto const text = phone ? base::to_text(*phone) : std::string{};
    out_.field(column.name, OrNull{text});
  }
  void operator()(core::Column column, core::RoutingValues const& values) const {
    auto const json = routing_values_json(values);
    out_.field(column.name, Json{json});
  }
  void operator()(core::Column column, core::RequiredSkills const& skills) const {
    auto const text = skills_text(skills);
    out_.field(column.name, OrNull{text});
  }
  void operator()(core::Column column, core::EventData const& data) const {
    auto const json = event_data_json(data);
    out_.field(column.name, JsonAsWritten{json});
  }
  void operator()(core::Column column, core::Why const& why) const {
    auto const json = why_json(why);
    out_.field(column.name, JsonAsWritten{json});
  }

 private:
  Sink& out_;
};

template <typename Sink, typename Row>
void write_fields(Sink& out, Row const& row) {
  each_column(FieldWriter<Sink>{out}, row);
}

}  // namespace callbackd::storage
