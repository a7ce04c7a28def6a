// The SQL of the records port's questions, and what the subcommands use of it, on a transaction.
// Throw what libpqxx throws. The thread of the connection.
#pragma once
#include <functional>

#include "records/records.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

std::string bytes_hex(std::string_view bytes);
std::vector<core::Role> roles_from_text(std::string_view text);  // agent,supervisor

// Answers a question of the records port. Gives what tells the answer to the one who waits for it.
std::function<void()> answer(pqxx::transaction_base& transaction,
                             records::AnyPending const& pending);

// A callback as a request is shown it, in any state; and its reader.
std::string callback_view_query();
core::CallbackView callback_view_of(pqxx::row const& row);

// Until the transaction ends, nobody else proposes a definition or changes who is an admin.
void lock_administration(pqxx::transaction_base& transaction);
// Of proposals that nobody decided yet, the later ones' first.
core::QueueMoves undecided_moves(pqxx::transaction_base& transaction);
// Its version, or kNotNewest, kNoAdmin. The moves of proposals that nobody decided yet go with it.
// `source`: the text it was made from; empty: JSON.
std::int64_t insert_proposal(pqxx::transaction_base& transaction,
                             records::ProposeDefinition const& proposal,
                             std::string const& source = {});
records::DefinitionState find_definition_state(pqxx::transaction_base& transaction,
                                               std::int64_t version);

}  // namespace callbackd::storage
