// The SQL of the records port's questions, on a transaction; the subcommands use some of it too.
// Throws what libpqxx throws. The connection's thread.
#pragma once
#include <functional>

#include "records/records.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

std::string bytes_hex(std::string_view bytes);
std::vector<core::Role> roles_from_text(std::string_view text);  // agent,supervisor

// Asks the database. Returns a function that passes the answer to the caller who waits for it.
std::function<void()> answer(pqxx::transaction_base& transaction,
                             records::AnyPending const& pending);

// The SELECT of callbacks as requests show them, in any state, and the reader of its rows.
std::string callback_view_query();
core::CallbackView callback_view_of(pqxx::row const& row);

// Until the transaction ends, nobody else proposes a definition or changes who is an admin.
void lock_administration(pqxx::transaction_base& transaction);
// The moves of all proposals that nobody decided yet. A later proposal's move of a queue replaces
// an earlier one's.
core::QueueMoves undecided_moves(pqxx::transaction_base& transaction);
// Returns its version, kNotNewest or kNoAdmin. The moves of undecided proposals go with it.
// `source`: the text that it was made from; empty: JSON.
std::int64_t insert_proposal(pqxx::transaction_base& transaction,
                             records::ProposeDefinition const& proposal,
                             std::string const& source = {});
records::DefinitionState find_definition_state(pqxx::transaction_base& transaction,
                                               std::int64_t version);

}  // namespace callbackd::storage
