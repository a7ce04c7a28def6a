// The records port on PostgreSQL, on a QueryPool. Calls are safe from any thread and return at
// once; `done` is called on a pool thread, or at once on the caller's when the queue is full. Any
// error means that there is no answer now (kUnavailable).
#pragma once
#include "records/records.hpp"
#include "storage/query_pool.hpp"

namespace callbackd::storage {

struct RecordStoreOptions {
  Place place;
  std::size_t threads = 4;
  std::size_t queued = 2'000;
};

class RecordStore : public records::Records {
 public:
  explicit RecordStore(RecordStoreOptions options);

  void site_key(records::Hash hash, records::Done<std::optional<records::SiteKey>> done) override;
  void user(std::string login, records::Done<std::optional<records::User>> done) override;
  void token(records::Hash hash, base::Instant now,
             records::Done<std::optional<records::Token>> done) override;
  void sessions(std::vector<records::Hash> tokens, base::Instant now,
                records::Done<std::vector<records::Session>> done) override;
  void add_token(records::NewToken token,
                 records::Done<std::optional<std::vector<records::Hash>>> done) override;
  void remove_token(records::Hash hash, records::Done<bool> done) override;
  void good_hashes(base::Instant now, records::Done<std::vector<records::Hash>> done) override;
  void login_sources(base::Instant now,
                     records::Done<std::vector<records::LoginSource>> done) override;
  void remember_login_source(records::LoginSource source,
                             records::Done<bool> done) override;  // false: no such user
  void remember_key_network(records::KeyNetwork network, records::Done<bool> done) override;
  void take_admin_acts(records::Done<std::vector<records::AdminAct>> done) override;
  void callback(base::CallbackId id,
                records::Done<std::optional<core::CallbackView>> done) override;
  void attributes(base::CallbackId id,
                  records::Done<std::optional<records::Attributes>> done) override;
  void contact(base::Uuid id, records::Done<std::optional<records::Contact>> done) override;
  void events(base::CallbackId id, std::uint32_t after, std::uint32_t limit,
              records::Done<records::EventPage> done) override;
  void offers(base::CallbackId id, records::Done<std::vector<core::OfferRow>> done) override;
  void idempotency(records::IdempotencyQuestion question,
                   records::Done<std::optional<records::IdempotencyHit>> done) override;
  void void_manage_token(records::VoidedToken token, records::Done<bool> done) override;
  void definition(std::int64_t version,
                  records::Done<std::optional<StoredDefinition>> done) override;  // 0: in force
  void propose_definition(ProposedDefinition proposal, records::Done<std::int64_t> done) override;
  void definition_state(std::int64_t version, records::Done<DefinitionState> done) override;

  // The daily round (migrate.hpp), on the pool.
  void maintain(base::Instant now, records::Done<bool> done);

 private:
  template <typename Transaction = pqxx::nontransaction, typename T, typename Query>
  void ask(records::Done<T> done, Query query);

  QueryPool pool_;
};

}  // namespace callbackd::storage
