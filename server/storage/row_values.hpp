// Each function here reads one value of a query's answer. It throws std::runtime_error for a value
// that the schema or this program does not allow; storage catches that. Runs on the thread that
// asked the query: the thread that starts the server, the writer's thread (journal_writer.hpp), the
// thread of a worker of the QueryPool, or the main thread of a subcommand.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <pqxx/pqxx>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/words.hpp"
#include "core/messages/record.hpp"

namespace callbackd::storage {

std::string_view text_of(pqxx::field const& field);  // NULL: empty
// Reads the name of an agent, a queue, a site or a code. Throws for a name that is too long,
// because PostgreSQL could not write such a name into an index again.
std::string_view name_of(pqxx::field const& field);
bool is_name(std::string_view text);
base::Uuid uuid_of(pqxx::field const& field);
base::CallbackId callback_of(pqxx::field const& field);
base::Instant instant_of(pqxx::field const& field);
std::optional<base::Instant> optional_instant_of(pqxx::field const& field);
// time_of and optional_time_of throw for times outside the years that the server works with,
// because sums with such times would overflow. time_or_never_of also accepts base::kNever.
base::Instant time_of(pqxx::field const& field);
std::optional<base::Instant> optional_time_of(pqxx::field const& field);
base::Instant time_or_never_of(pqxx::field const& field);
std::uint32_t count_of(pqxx::field const& field);
std::int64_t number_of(pqxx::field const& field);
bool flag_of(pqxx::field const& field);
base::PhoneNumber phone_of(pqxx::field const& field);  // empty: the number was erased
std::string extension_of(pqxx::field const& field);    // digits; empty: none
// Throws the exception for a value that cannot be understood. Its message names the column, but
// never the value.
[[noreturn]] void not_understood(pqxx::field const& field, char const* why);

// Returns the member of the enum that has this word, or nullopt for NULL. Throws for an unknown
// word.
template <base::HasWords Enum>
std::optional<Enum> word_of(pqxx::field const& field) {
  if (field.is_null()) return std::nullopt;
  if (auto const value = base::from_text<Enum>(text_of(field))) return value;
  not_understood(field, "is a word that this program does not know");
}
// Does the same for a column that must not be NULL: throws for NULL.
template <base::HasWords Enum>
Enum given_word_of(pqxx::field const& field) {
  auto const word = word_of<Enum>(field);
  if (!word) not_understood(field, "is missing");
  return *word;
}

}  // namespace callbackd::storage
