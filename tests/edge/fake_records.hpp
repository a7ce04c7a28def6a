// Records without a database: one good key; look-ups are counted and may be held back. For tests of
// who speaks. One thread.
#pragma once
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "engine/ports.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

struct FixedClock : engine::Clock {
  base::Instant now() const override { return base::Instant{} + std::chrono::hours{400'000}; }
};

class FakeRecords : public records::Records {
 public:
  template <class T>
  using Done = records::Done<T>;

  void site_key(records::Hash hash, Done<std::optional<records::SiteKey>> done) override {
    look_up(std::move(done), hash == good ? std::optional{records::SiteKey{"www", true}}
                                          : std::optional<records::SiteKey>{});
  }
  void token(records::Hash hash, base::Instant now,
             Done<std::optional<records::Token>> done) override {
    look_up(std::move(done),
            hash == session ? std::optional{records::Token{user_found, now + std::chrono::hours{1}}}
                            : std::optional<records::Token>{});
  }
  void sessions(std::vector<records::Hash>, base::Instant,
                Done<std::vector<records::Session>>) override {}
  void user(std::string, Done<std::optional<records::User>>) override {}
  void add_token(records::NewToken, Done<std::optional<std::vector<records::Hash>>>) override {}
  void good_hashes(base::Instant, Done<std::vector<records::Hash>>) override {}
  void remove_token(records::Hash, Done<bool>) override {}
  void login_sources(base::Instant, Done<std::vector<records::LoginSource>>) override {}
  void remember_login_source(records::LoginSource, Done<bool>) override {}
  void remember_key_network(records::KeyNetwork network, Done<bool> done) override {
    look_up(std::move(done), !down && networks.insert(network.network).second);
  }
  void take_admin_acts(Done<std::vector<records::AdminAct>>) override {}
  void callback(base::CallbackId, Done<std::optional<core::CallbackView>>) override {}
  void attributes(base::CallbackId, Done<std::optional<records::Attributes>>) override {}
  void contact(base::Uuid, Done<std::optional<records::Contact>>) override {}
  void events(base::CallbackId, std::uint32_t, std::uint32_t, Done<records::EventPage>) override {}
  void offers(base::CallbackId, Done<std::vector<core::OfferRow>>) override {}
  void idempotency(records::IdempotencyQuestion,
                   Done<std::optional<records::IdempotencyHit>>) override {}
  void void_manage_token(records::VoidedToken, Done<bool>) override {}
  void definition(std::int64_t, Done<std::optional<StoredDefinition>>) override {}
  void propose_definition(ProposedDefinition, Done<std::int64_t>) override {}
  void definition_state(std::int64_t, Done<DefinitionState>) override {}

  void let_go() {
    for (auto const& each : std::exchange(held_, {})) each();
  }

  records::Hash good;     // a site's key
  records::Hash session;  // the token of user_found
  records::User user_found;
  std::set<base::Uuid> networks;  // of keys
  int asked = 0;
  bool down = false;
  bool hold = false;

 private:
  template <class T>
  void look_up(Done<T> done, T found) {
    ++asked;
    auto answer = [done = std::move(done), found = std::move(found), gone = down] {
      if (gone) {
        return done({boost::system::in_place_error,
                     boost::system::errc::make_error_code(boost::system::errc::not_connected)});
      }
      done(found);
    };
    if (!hold) return answer();
    held_.emplace_back(std::move(answer));
  }
  std::vector<std::function<void()>> held_;
};

}  // namespace callbackd::edge
