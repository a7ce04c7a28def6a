// Cold reads and the small records that no routing decision needs: histories, site keys, users,
// session tokens. A port: storage implements it on a bounded pool of its own. Every call returns at
// once; `done` is called on a pool thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/system/errc.hpp>
#include <boost/system/result.hpp>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/definition/site_definition.hpp"
#include "core/messages/record.hpp"
#include "core/messages/view.hpp"

namespace callbackd::records {

using Hash = std::string;  // 32 bytes, SHA-256

struct SiteKey {
  std::string site;
  bool secret = false;
};

struct User {
  std::string login;
  std::string name;
  std::vector<core::Role> roles;
  std::string password_hash;  // argon2id, encoded
};

struct Token {
  User user;
  base::Instant expires_at{};
};
struct NewToken {
  Hash hash;
  std::string login;
  std::string password_hash;  // that the password was checked against
  base::Instant now{};
  base::Instant expires_at{};
};
constexpr int kTokensOfLogin = 64;  // the latest of each login
struct Session {                    // of a token that is still good
  Hash token;
  std::string login;
  std::vector<core::Role> roles;  // of the user's row
};

struct EventPage {
  std::vector<std::string> events_json;  // each one object: number, at, type, by?, and what changed
  std::optional<std::uint32_t> next;     // `after` of the next page; none: this is the last
};

struct StoredOffer {
  core::OfferRow offer;
};

struct Attributes {
  std::uint32_t version = 0;  // of the person that carries them
  std::string json;
  core::RequestedTime when{};  // its words
};

struct Contact {
  base::PhoneNumber phone;
  std::string email;  // empty: none
};

struct IdempotencyQuestion {
  std::string site;
  base::Uuid key_hash;
  std::optional<base::Uuid> former_hash;  // looked up when nothing is found under key_hash
  base::Instant now{};
};
struct IdempotencyHit {
  base::Uuid body_hash;
  base::CallbackId callback;
  bool former = false;  // found under former_hash
};
struct VoidedToken {
  base::CallbackId callback;
  std::string by;  // as events say it
  base::Instant at{};
};

// A login succeeded from a source, known by a keyed hash of both.
struct LoginSource {
  std::string login;
  base::Uuid source;
  base::Instant at{};
};
constexpr auto kLoginSourceTime = std::chrono::hours{24 * 30};  // so long it is remembered
constexpr std::size_t kSourcesOfLogin = 50;                     // the latest of each login

// A secret key was used from a network, known by a keyed hash of both.
struct KeyNetwork {
  Hash key;
  base::Uuid network;
  base::Instant at{};
};
constexpr auto kKeyNetworkTime = std::chrono::hours{24 * 30};
constexpr std::size_t kNetworksOfKey = 1000;  // the latest of each key

// What was administered: a row of admin_act, without who did it to whom.
struct AdminAct {
  std::int64_t number = 0;
  std::string act;  // user_added, key_revoked, definition_adopted …
};

// An error: there is no answer. The database is there and what it has cannot be understood; so many
// ask that it was not asked; any other: it cannot be reached, or answers too late.
constexpr auto kUnreadable = boost::system::errc::bad_message;
constexpr auto kTooManyAsk = boost::system::errc::resource_unavailable_try_again;
template <class T>
using Done = std::function<void(boost::system::result<T>)>;

class Records {
 public:
  virtual ~Records() = default;

  virtual void site_key(Hash hash, Done<std::optional<SiteKey>> done) = 0;
  virtual void user(std::string login, Done<std::optional<User>> done) = 0;
  virtual void token(Hash hash, base::Instant now, Done<std::optional<Token>> done) = 0;
  // Which of these are good.
  virtual void sessions(std::vector<Hash> tokens, base::Instant now,
                        Done<std::vector<Session>> done) = 0;
  // The login's oldest tokens, which ended for it (kTokensOfLogin). nullopt: there is no such user
  // any more, or with another password.
  virtual void add_token(NewToken token, Done<std::optional<std::vector<Hash>>> done) = 0;
  virtual void remove_token(Hash hash, Done<bool> done) = 0;
  // Of all session tokens and site keys that are good.
  virtual void good_hashes(base::Instant now, Done<std::vector<Hash>> done) = 0;
  virtual void login_sources(base::Instant now, Done<std::vector<LoginSource>> done) = 0;
  virtual void remember_login_source(LoginSource source, Done<bool> done) = 0;

  // True: this key was not used from there in kKeyNetworkTime.
  virtual void remember_key_network(KeyNetwork network, Done<bool> done) = 0;
  // What nobody has told yet, some of it; from now on it counts as told. Once: they may be told
  // even if the answer is lost.
  virtual void take_admin_acts(Done<std::vector<AdminAct>> done) = 0;

  // Of a callback in any state, final ones included. nullopt: no such callback.
  virtual void callback(base::CallbackId id, Done<std::optional<core::CallbackView>> done) = 0;
  virtual void attributes(base::CallbackId id, Done<std::optional<Attributes>> done) = 0;
  // Only who was shown to an agent is one yet. nullopt: no such contact.
  virtual void contact(base::Uuid id, Done<std::optional<Contact>> done) = 0;
  virtual void events(base::CallbackId id, std::uint32_t after, std::uint32_t limit,
                      Done<EventPage> done) = 0;
  virtual void offers(base::CallbackId id, Done<std::vector<core::OfferRow>> done) = 0;
  virtual void idempotency(IdempotencyQuestion question,
                           Done<std::optional<IdempotencyHit>> done) = 0;
  // Makes the manage token of a callback void that no engine has in its hands any more: final, and
  // with no open interaction. Of any other callback, and of a token that is void, nothing changes.
  virtual void void_manage_token(VoidedToken token, Done<bool> done) = 0;

  // The site definition: JSON as stored. propose stores a new version for the active server to
  // adopt.
  struct StoredDefinition {
    std::string json;
    core::QueueMoves moves;
  };
  virtual void definition(std::int64_t version, Done<std::optional<StoredDefinition>> done) = 0;
  struct ProposedDefinition {
    std::string json;
    std::string by;  // login, or who ran the command
    base::Instant at{};
    std::optional<std::int64_t> base{};  // only if nothing newer than this version is on its way
    core::QueueMoves moves{};
    bool of_admin = false;  // only if `by` is the login of an admin yet
  };
  static constexpr std::int64_t kNotNewest = 0;
  static constexpr std::int64_t kNoAdmin = -1;
  // Its version, or kNotNewest (than `base`), kNoAdmin.
  virtual void propose_definition(ProposedDefinition proposal, Done<std::int64_t> done) = 0;
  struct DefinitionState {
    bool decided = false;
    bool adopted = false;
    std::string refusal;
  };
  virtual void definition_state(std::int64_t version, Done<DefinitionState> done) = 0;
};

}  // namespace callbackd::records
