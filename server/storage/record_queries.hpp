// The SQL of the records port's questions, and what the subcommands use of it, on a transaction.
// Throw what libpqxx throws. The thread of the connection.
#pragma once
#include <functional>

#include "records/records.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

std::string bytes_hex(std::string_view bytes);
std::string roles_text(std::vector<core::Role> const& roles);  // agent,supervisor
std::vector<core::Role> roles_from_text(std::string_view text);

// Answers a question of the records port. Gives what tells the answer to the one who waits for it.
std::function<void()> answer(pqxx::transaction_base& transaction,
                             records::AnyPending const& pending);

// A callback as a request is shown it, in any state; and its reader.
inline constexpr char kCallbackView[] =
    "SELECT c.id, c.state, c.queue, p.phone, c.created_at, c.due_at, c.expires_at, "
    "(SELECT count(*) FROM call_attempt a WHERE a.callback_id = c.id "
    "AND a.outcome IS DISTINCT FROM 'agent_unreachable'), "
    "c.cancel_requested, c.site, c.token_version, "
    // Callbacks that ended before there was the column: their last event is not older.
    "CASE WHEN c.state IN ('completed', 'cancelled', 'expired', 'failed') THEN "
    "coalesce(c.ended_at, (SELECT max(e.at) FROM callback_event e WHERE e.callback_id = c.id)) "
    "END AS ended_at, p.extension, p.version "
    "FROM callback c LEFT JOIN callback_person p "
    "ON p.callback_id = c.id AND p.version = c.person_version";
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
