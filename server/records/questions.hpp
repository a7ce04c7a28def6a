// The questions that can be asked of the records, each with the type of its answer. They are about
// callbacks and their contacts, site keys, users, logins, acts of administration and site
// definitions. The list is closed. A new question is a struct with a type `Answer`, and one more
// alternative of Question. Plain values; any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/definition/site_definition.hpp"
#include "core/messages/record.hpp"
#include "core/messages/view.hpp"

namespace callbackd::records {

using Hash = std::string;  // 32 bytes, SHA-256

// Questions about keys, users and their tokens.
struct SiteKey {
  std::string site;
  core::KeyKind kind{};
};
struct FindSiteKey {
  using Answer = std::optional<SiteKey>;
  Hash hash;
};

struct User {
  std::string login;
  std::string name;
  std::vector<core::Role> roles;
  std::string password_hash;  // argon2id, encoded
};
struct FindUser {
  using Answer = std::optional<User>;
  std::string login;
};

struct SessionToken {
  User user;
  base::Instant expires_at{};
};
struct FindToken {  // finds a token that has not expired
  using Answer = std::optional<SessionToken>;
  Hash hash;
  base::Instant now{};
};

struct Session {  // the session of a token that has not expired
  Hash token;
  std::string login;
  std::vector<core::Role> roles;  // the roles in the user's row
};
struct FindSessions {  // finds the sessions of those tokens that have not expired
  using Answer = std::vector<Session>;
  std::vector<Hash> tokens;
  base::Instant now{};
};

constexpr int kTokensOfLogin = 64;  // a login keeps only its latest tokens
struct AddToken {
  // A new token ends the oldest tokens of its login, if the login then has more than
  // kTokensOfLogin. The answer has the hashes of the tokens that ended. nullopt: no token was
  // added, because the user is gone or has another password now.
  using Answer = std::optional<std::vector<Hash>>;
  Hash hash;
  std::string login;
  std::string password_hash;  // the hash against which the password was checked
  base::Instant now{};
  base::Instant expires_at{};
};
struct RemoveToken {
  using Answer = bool;  // whether there was such a token
  Hash hash;
};
struct ListGoodHashes {  // lists the hashes of all valid session tokens and site keys
  using Answer = std::vector<Hash>;
  base::Instant now{};
};

// Says that a login succeeded from a source. The member `source` is not the source itself. It is a
// keyed hash of the login and the source together, like LoginAttempt::pair.
struct LoginSource {
  std::string login;
  base::Uuid source;
  base::Instant at{};
};
constexpr auto kLoginSourceTime = std::chrono::hours{24 * 30};  // how long a source is remembered
constexpr std::size_t kSourcesOfLogin = 50;  // a login keeps only its latest sources
struct ListLoginSources {
  using Answer = std::vector<LoginSource>;
  base::Instant now{};
};
struct RememberLoginSource {
  using Answer = bool;  // false: no such user
  LoginSource source;
};

constexpr auto kKeyNetworkTime = std::chrono::hours{24 * 30};
constexpr std::size_t kNetworksOfKey = 1000;  // a key keeps only its latest networks
// Stores that a secret key was used from a network. The member `network` is not the network itself.
// It is a keyed hash of the key and the network together.
struct RememberKeyNetwork {
  using Answer = bool;  // true: the key was not used from this network in kKeyNetworkTime before
  Hash key;
  base::Uuid network;
  base::Instant at{};
};

// An administrative act: one row of the table admin_act. It does not say who did it, or to whom.
struct AdminAct {
  std::int64_t number = 0;
  std::string act;  // user_added, key_revoked, definition_adopted …
};
// Takes some of the acts that were not logged yet, and marks them as logged.
struct TakeAdminActs {
  using Answer = std::vector<AdminAct>;
  static constexpr bool kAtMostOnce = true;  // the acts count as logged even if the answer is lost
};

// Questions about callbacks, including those that are final.
struct FindCallback {
  using Answer = std::optional<core::CallbackView>;
  base::CallbackId id;
};

struct Attributes {
  std::uint32_t version = 0;  // the version of the person's row
  std::string json;
  core::RequestedTime when{};  // only its texts are filled in, not its instants
};
struct FindAttributes {
  using Answer = std::optional<Attributes>;
  base::CallbackId id;
};

struct Contact {
  base::PhoneNumber phone;
  std::string email;  // empty: none
};
// Finds a contact by its id. A person becomes a contact when a callback of this person is shown to
// an agent for the first time.
struct FindContact {
  using Answer = std::optional<Contact>;
  base::Uuid id;
};

struct EventPage {
  std::vector<std::string> events_json;  // each one object: number, at, type, by?, and what changed
  std::optional<std::uint32_t> next;     // `after` for the next page; nullopt: this is the last
};
struct ListEvents {
  using Answer = EventPage;
  base::CallbackId id;
  std::uint32_t after = 0;
  std::uint32_t limit = 0;
};

struct ListOffers {
  using Answer = std::vector<core::OfferRow>;
  base::CallbackId id;
};

struct IdempotencyHit {
  base::Uuid body_hash;
  base::CallbackId callback;
  bool former = false;  // found under former_hash
};
struct FindIdempotency {
  using Answer = std::optional<IdempotencyHit>;
  std::string site;
  base::Uuid key_hash;
  std::optional<base::Uuid> former_hash;  // looked up when nothing is found under key_hash
  base::Instant now{};
};

// Makes the manage token of a callback void if the callback is final and has no open interaction.
// Such a callback is in no engine's memory, so the database may be changed directly. For any other
// callback, and for a token that is void already, nothing changes.
struct VoidManageToken {
  using Answer = bool;
  base::CallbackId callback;
  std::string by;  // as in the field `by` of events
  base::Instant at{};
};

// Questions about the site definition, which is JSON here.
struct StoredDefinition {
  std::string json;
  core::QueueMoves moves;
};
struct FindDefinition {
  using Answer = std::optional<StoredDefinition>;
  std::int64_t version = 0;  // 0: the one in force
};

constexpr std::int64_t kNotNewest = 0;
constexpr std::int64_t kNoAdmin = -1;
// Stores a proposed definition as a new version. The active server then adopts or refuses it; if
// there is none, the next server that starts does.
struct ProposeDefinition {
  using Answer = std::int64_t;  // the version of the proposal, or kNotNewest or kNoAdmin
  static constexpr bool kAtMostOnce = true;
  std::string json;
  std::string by;  // login, or who ran the command
  base::Instant at{};
  // The version from which the proposal was made. If a newer version is stored and was not refused,
  // nothing is stored, and the answer is kNotNewest. nullopt: this is not checked.
  std::optional<std::int64_t> base{};
  core::QueueMoves moves{};
  // If this is true, `by` must be the login of an admin. Otherwise the answer is kNoAdmin.
  bool of_admin = false;
};

struct DefinitionState {
  bool decided = false;
  bool adopted = false;
  std::string refusal;
};
struct FindDefinitionState {
  using Answer = DefinitionState;
  std::int64_t version = 0;
};

using Question = std::variant<FindSiteKey, FindUser, FindToken, FindSessions, AddToken, RemoveToken,
                              ListGoodHashes, ListLoginSources, RememberLoginSource,
                              RememberKeyNetwork, TakeAdminActs, FindCallback, FindAttributes,
                              FindContact, ListEvents, ListOffers, FindIdempotency, VoidManageToken,
                              FindDefinition, ProposeDefinition, FindDefinitionState>;

// True for a question that has a member kAtMostOnce. If its answer is lost on the way, it is not
// asked a second time, because the first time may have taken effect.
template <class Asked>
constexpr bool kAtMostOnce = requires { Asked::kAtMostOnce; };

}  // namespace callbackd::records
