// One value of a query's answer as a typed one, and the rows that more than one query reads. Throws
// std::runtime_error for what the schema does not allow: exceptions stay inside storage. Thread of
// the connection.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <pqxx/pqxx>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/messages/record.hpp"

namespace callbackd::storage {

std::string_view text_of(pqxx::field const& field);  // NULL: empty
// Of an agent, a queue, a site, a code. What is too long for one is not written again as a key:
// PostgreSQL would refuse it, and the start with it.
std::string_view name_of(pqxx::field const& field);
bool is_name(std::string_view text);
base::Uuid uuid_of(pqxx::field const& field);
base::CallbackId callback_of(pqxx::field const& field);
base::Instant instant_of(pqxx::field const& field);
std::optional<base::Instant> optional_instant_of(pqxx::field const& field);
// Of the years that the server works with: sums with others would overflow.
base::Instant time_of(pqxx::field const& field);
std::optional<base::Instant> optional_time_of(pqxx::field const& field);
base::Instant time_or_never_of(pqxx::field const& field);
std::uint32_t count_of(pqxx::field const& field);
std::int64_t number_of(pqxx::field const& field);
bool flag_of(pqxx::field const& field);
base::PhoneNumber phone_of(pqxx::field const& field);  // an erased one is none
std::string extension_of(pqxx::field const& field);    // digits; empty: none
// What all of them say of a field that they do not understand: its column, never its value.
[[noreturn]] void not_understood(pqxx::field const& field, char const* why);

// The member of an enum whose word it is; `last` is the enum's last member. nullopt: NULL.
template <typename Enum>
std::optional<Enum> word_of(pqxx::field const& field, Enum last) {
  if (field.is_null()) return std::nullopt;
  auto const word = text_of(field);
  for (int value = 0; value <= static_cast<int>(last); ++value) {
    if (to_text(static_cast<Enum>(value)) == word) return static_cast<Enum>(value);
  }
  not_understood(field, "is a word that this program does not know");
}
template <typename Enum>
Enum given_word_of(pqxx::field const& field, Enum last) {
  auto const word = word_of(field, last);
  if (!word) not_understood(field, "is missing");
  return *word;
}

// Column lists and their readers, from column `first` on.
inline constexpr char kPersonColumns[] =
    "p.callback_id, p.version, p.contact_id, p.name, p.email, p.locale, p.phone, "
    "p.not_before_local, "
    "p.not_after_local, p.time_zone, p.attributes, p.created_at, p.extension";
core::DetailsPtr details_of(pqxx::row const& row, int first);

inline constexpr char kOfferColumns[] =
    "o.callback_id, o.number, o.agent, o.queue, o.opened_at, o.deadline, o.closed_at, o.outcome, "
    "o.definition_version, o.why ->> 'candidates' AS why_candidates, "
    "o.why ->> 'chosen_by' AS why_chosen_by";
core::OfferRow offer_of(pqxx::row const& row);  // without why.excluded
// callback_id, number, reason, count, skill, required of each excluded group, in order
inline constexpr char kExcludedColumns[] =
    "o.callback_id, o.number, x.value ->> 'reason' AS why_reason, x.value ->> 'count' AS "
    "why_count, "
    "x.value ->> 'skill' AS why_skill, x.value ->> 'required' AS why_required";
// Lists those groups; an offer whose list is none has no row.
inline constexpr char kExcludedList[] =
    "json_array_elements(CASE json_typeof(o.why -> 'excluded') WHEN 'array' "
    "THEN o.why -> 'excluded' ELSE '[]' END) WITH ORDINALITY x(value, place)";
core::Why::Excluded excluded_of(pqxx::row const& row);

}  // namespace callbackd::storage
