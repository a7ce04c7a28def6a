// The questions of the records port and of the subcommands, each as one function on a transaction.
// Throw what libpqxx throws. The thread of the connection.
#pragma once
#include "records/records.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

std::string bytes_hex(std::string_view bytes);
std::string roles_text(std::vector<core::Role> const& roles);  // agent,supervisor
std::vector<core::Role> roles_from_text(std::string_view text);

std::optional<records::SiteKey> find_site_key(pqxx::transaction_base& transaction,
                                              records::Hash const& hash);
std::optional<records::User> find_user(pqxx::transaction_base& transaction,
                                       std::string const& login);
std::optional<records::Token> find_token(pqxx::transaction_base& transaction,
                                         records::Hash const& hash, base::Instant now);
std::vector<records::Session> find_sessions(pqxx::transaction_base& transaction,
                                            std::vector<records::Hash> const& tokens,
                                            base::Instant now);
// False: no such user with this password.
std::optional<std::vector<records::Hash>> insert_token(pqxx::transaction_base& transaction,
                                                       records::NewToken const& token);
std::vector<records::Hash> find_good_hashes(pqxx::transaction_base& transaction, base::Instant now);
std::vector<records::LoginSource> find_login_sources(pqxx::transaction_base& transaction,
                                                     base::Instant now);
// Older ones of this login beyond its number go. False: no such user.
bool insert_login_source(pqxx::transaction_base& transaction, records::LoginSource const& source);
// True: this key was not used from there lately. Older ones of this key beyond its number go.
bool add_key_network(pqxx::transaction_base& transaction, records::KeyNetwork const& network);
// Some of them; they count as told.
std::vector<records::AdminAct> untold_admin_acts(pqxx::transaction_base& transaction);
bool delete_token(pqxx::transaction_base& transaction, records::Hash const& hash);
// A callback as a request is shown it, in any state; and its reader.
std::string callback_view_query();
core::CallbackView callback_view_of(pqxx::row const& row);
std::optional<core::CallbackView> find_callback(pqxx::transaction_base& transaction,
                                                base::CallbackId id);
std::optional<records::Attributes> find_attributes(pqxx::transaction_base& transaction,
                                                   base::CallbackId id);
std::optional<records::Contact> find_contact(pqxx::transaction_base& transaction, base::Uuid id);
records::EventPage find_events(pqxx::transaction_base& transaction, base::CallbackId id,
                               std::uint32_t after, std::uint32_t limit);
std::vector<core::OfferRow> find_offers(pqxx::transaction_base& transaction, base::CallbackId id);
std::optional<records::IdempotencyHit> find_idempotency(
    pqxx::transaction_base& transaction, records::IdempotencyQuestion const& question);
bool void_manage_token(pqxx::transaction_base& transaction, records::VoidedToken const& token);
std::optional<records::Records::StoredDefinition> find_definition(
    pqxx::transaction_base& transaction, std::int64_t version);
// Until the transaction ends, nobody else proposes a definition or changes who is an admin.
void lock_administration(pqxx::transaction_base& transaction);
// Of proposals that nobody decided yet, the later ones' first.
core::QueueMoves undecided_moves(pqxx::transaction_base& transaction);
// Its version, or kNotNewest, kNoAdmin. The moves of proposals that nobody decided yet go with it.
// `source`: the text it was made from; empty: JSON.
std::int64_t insert_proposal(pqxx::transaction_base& transaction,
                             records::Records::ProposedDefinition const& proposal,
                             std::string const& source = {});
records::Records::DefinitionState find_definition_state(pqxx::transaction_base& transaction,
                                                        std::int64_t version);

}  // namespace callbackd::storage
