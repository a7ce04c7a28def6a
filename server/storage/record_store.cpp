#include "storage/record_store.hpp"

#include <stdexcept>

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"
#include "storage/json_text.hpp"
#include "storage/record_queries.hpp"

namespace callbackd::storage {
namespace {

namespace errc = boost::system::errc;
using pqxx::transaction_base;

}  // namespace

RecordStore::RecordStore(RecordStoreOptions options)
    : pool_{std::move(options.place), {.threads = options.threads, .queued = options.queued}} {}

// One statement needs no transaction of its own, and saves two ways to the database.
template <typename Transaction, typename T, typename Query>
void RecordStore::ask(records::Done<T> done, Query query) {
  auto answer = std::make_shared<std::optional<T>>();  // the pool's thread writes it, `asked` shows
  auto shared = std::make_shared<records::Done<T>>(std::move(done));
  QueryPool::Question question;
  question.ask = [answer, query = std::move(query)](Connection& connection) {
    Transaction transaction{*connection};
    try {
      answer->emplace(query(transaction));
    } catch (pqxx::failure const&) {
      throw;
    } catch (std::runtime_error const& error) {  // a row that this program does not understand
      spdlog::error("records.row_unreadable reason={}", base::quoted(error.what()));
      return;
    }
    transaction.commit();
  };
  question.once = std::is_same_v<Transaction, pqxx::work>;
  question.done = [answer, shared](bool asked) {
    if (asked && *answer) return (*shared)(std::move(**answer));
    auto const why = asked ? records::kUnreadable : errc::not_connected;
    (*shared)({boost::system::in_place_error, errc::make_error_code(why)});
  };
  if (!pool_.submit(std::move(question))) {
    (*shared)({boost::system::in_place_error, errc::make_error_code(records::kTooManyAsk)});
  }
}

void RecordStore::site_key(records::Hash hash,
                           records::Done<std::optional<records::SiteKey>> done) {
  ask(std::move(done),
      [hash = std::move(hash)](transaction_base& t) { return find_site_key(t, hash); });
}

void RecordStore::user(std::string login, records::Done<std::optional<records::User>> done) {
  ask(std::move(done),
      [login = std::move(login)](transaction_base& t) { return find_user(t, login); });
}

void RecordStore::token(records::Hash hash, base::Instant now,
                        records::Done<std::optional<records::Token>> done) {
  ask(std::move(done),
      [hash = std::move(hash), now](transaction_base& t) { return find_token(t, hash, now); });
}

void RecordStore::sessions(std::vector<records::Hash> tokens, base::Instant now,
                           records::Done<std::vector<records::Session>> done) {
  ask(std::move(done), [tokens = std::move(tokens), now](transaction_base& t) {
    return find_sessions(t, tokens, now);
  });
}

void RecordStore::add_token(records::NewToken token,
                            records::Done<std::optional<std::vector<records::Hash>>> done) {
  ask(std::move(done),
      [token = std::move(token)](transaction_base& t) { return insert_token(t, token); });
}

void RecordStore::remove_token(records::Hash hash, records::Done<bool> done) {
  ask(std::move(done),
      [hash = std::move(hash)](transaction_base& t) { return delete_token(t, hash); });
}

void RecordStore::good_hashes(base::Instant now, records::Done<std::vector<records::Hash>> done) {
  ask(std::move(done), [now](transaction_base& t) { return find_good_hashes(t, now); });
}

void RecordStore::login_sources(base::Instant now,
                                records::Done<std::vector<records::LoginSource>> done) {
  ask(std::move(done), [now](transaction_base& t) { return find_login_sources(t, now); });
}

void RecordStore::remember_login_source(records::LoginSource source, records::Done<bool> done) {
  ask(std::move(done),
      [source = std::move(source)](transaction_base& t) { return insert_login_source(t, source); });
}

void RecordStore::remember_key_network(records::KeyNetwork network, records::Done<bool> done) {
  ask(std::move(done),
      [network = std::move(network)](transaction_base& t) { return add_key_network(t, network); });
}

void RecordStore::take_admin_acts(records::Done<std::vector<records::AdminAct>> done) {
  ask<pqxx::work>(std::move(done), [](transaction_base& t) { return untold_admin_acts(t); });
}

void RecordStore::callback(base::CallbackId id,
                           records::Done<std::optional<core::CallbackView>> done) {
  ask(std::move(done), [id](transaction_base& t) { return find_callback(t, id); });
}

void RecordStore::attributes(base::CallbackId id,
                             records::Done<std::optional<records::Attributes>> done) {
  ask(std::move(done), [id](transaction_base& t) { return find_attributes(t, id); });
}

void RecordStore::contact(base::Uuid id, records::Done<std::optional<records::Contact>> done) {
  ask(std::move(done), [id](transaction_base& t) { return find_contact(t, id); });
}

void RecordStore::events(base::CallbackId id, std::uint32_t after, std::uint32_t limit,
                         records::Done<records::EventPage> done) {
  ask(std::move(done), [=](transaction_base& t) { return find_events(t, id, after, limit); });
}

void RecordStore::offers(base::CallbackId id, records::Done<std::vector<core::OfferRow>> done) {
  ask(std::move(done), [id](transaction_base& t) { return find_offers(t, id); });
}

void RecordStore::idempotency(records::IdempotencyQuestion question,
                              records::Done<std::optional<records::IdempotencyHit>> done) {
  ask(std::move(done), [question = std::move(question)](transaction_base& t) {
    return find_idempotency(t, question);
  });
}

void RecordStore::void_manage_token(records::VoidedToken token, records::Done<bool> done) {
  ask(std::move(done), [token = std::move(token)](transaction_base& t) {
    return storage::void_manage_token(t, token);
  });
}

void RecordStore::definition(std::int64_t version,
                             records::Done<std::optional<StoredDefinition>> done) {
  ask(std::move(done), [version](transaction_base& t) { return find_definition(t, version); });
}

void RecordStore::propose_definition(ProposedDefinition proposal,
                                     records::Done<std::int64_t> done) {
  ask<pqxx::work>(std::move(done), [proposal = std::move(proposal)](transaction_base& t) {
    return insert_proposal(t, proposal);
  });
}

void RecordStore::definition_state(std::int64_t version, records::Done<DefinitionState> done) {
  ask(std::move(done),
      [version](transaction_base& t) { return find_definition_state(t, version); });
}

void RecordStore::maintain(base::Instant now, records::Done<bool> done) {
  ask(std::move(done), [now](transaction_base& t) {
    t.exec_params("SELECT maintain($1)", micros_text(now));
    return true;
  });
}

}  // namespace callbackd::storage
