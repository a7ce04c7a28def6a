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
#include "core/record.hpp"

namespace callbackd::storage {

std::string_view text_of(pqxx::field const& field);  // NULL: empty
base::Uuid uuid_of(pqxx::field const& field);
base::CallbackId callback_of(pqxx::field const& field);
base::Instant instant_of(pqxx::field const& field);
std::optional<base::Instant> optional_instant_of(pqxx::field const& field);
std::uint32_t count_of(pqxx::field const& field);
std::int64_t number_of(pqxx::field const& field);
bool flag_of(pqxx::field const& field);
base::PhoneNumber phone_of(pqxx::field const& field);  // an erased one is none

// The member of an enum whose word it is; `last` is the enum's last member. nullopt: NULL.
template <typename Enum>
std::optional<Enum> word_of(pqxx::field const& field, Enum last) {
  if (field.is_null()) return std::nullopt;
  auto const word = text_of(field);
  for (int value = 0; value <= static_cast<int>(last); ++value) {
    if (to_text(static_cast<Enum>(value)) == word) return static_cast<Enum>(value);
  }
  throw std::runtime_error{"a word that this program does not know"};
}

// Column lists and their readers, from column `first` on.
inline constexpr char kPersonColumns[] =
    "p.callback_id, p.version, p.contact_id, p.name, p.email, p.locale, p.phone, "
    "p.not_before_local, "
    "p.not_after_local, p.time_zone, p.attributes, p.created_at";
core::DetailsPtr details_of(pqxx::row const& row, int first);

inline constexpr char kOfferColumns[] =
    "o.callback_id, o.number, o.agent, o.queue, o.opened_at, o.deadline, o.closed_at, o.outcome, "
    "o.definition_version, o.why ->> 'candidates', o.why ->> 'chosen_by'";
core::OfferRow offer_of(pqxx::row const& row);  // without why.excluded
// callback_id, number, reason, count, skill, required of each excluded group, in order
inline constexpr char kExcludedColumns[] =
    "o.callback_id, o.number, x.value ->> 'reason', x.value ->> 'count', x.value ->> 'skill', "
    "x.value ->> 'required'";
core::Why::Excluded excluded_of(pqxx::row const& row);

}  // namespace callbackd::storage
