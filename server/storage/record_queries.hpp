// The SQL for the questions of the records port (records/questions.hpp), run on a given
// transaction. Workers of the QueryPool call these functions on their threads. Subcommands call
// some of them on the main thread. Throws what libpqxx throws.
#pragma once
#include <functional>

#include "records/records.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

std::string bytes_hex(std::string_view bytes);
std::vector<core::Role> roles_from_text(std::string_view text);  // for example agent,supervisor

// Asks the database. Returns a function that passes the answer to the caller who waits for it.
std::function<void()> answer(pqxx::transaction_base& transaction,
                             records::AnyPending const& pending);

// The SELECT that reads callbacks in any state, as requests show them, and the reader of one of its
// rows.
std::string callback_view_query();
core::CallbackView callback_view_of(pqxx::row const& row);

// Takes a lock that is held until the transaction ends. Nobody else can propose a definition, or
// change who is an admin, in that time.
void lock_administration(pqxx::transaction_base& transaction);
// Reads the queue moves of all undecided proposals. If two proposals move the same queue, the move
// of the later proposal counts.
core::QueueMoves undecided_moves(pqxx::transaction_base& transaction);
// Stores a proposed definition, together with the moves of the undecided proposals before it.
// Returns its version, records::kNotNewest or records::kNoAdmin. `source` is the text that the
// definition was made from; it is empty if that was JSON.
std::int64_t insert_proposal(pqxx::transaction_base& transaction,
                             records::ProposeDefinition const& proposal,
                             std::string const& source = {});
records::DefinitionState find_definition_state(pqxx::transaction_base& transaction,
                                               std::int64_t version);

}  // namespace callbackd::storage
