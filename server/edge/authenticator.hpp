// Authenticator finds the principal for `Authorization: Bearer …`: a site's key, a customer's
// manage token or a user's session token. EdgeParts owns it. Any thread. If no look-up in the
// database is needed, or if none may begin, `done` is called before resolve() or resolve_token()
// returns. Otherwise `done` is called on a thread of the database's pool.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/hash_tables.hpp"
#include "base/source.hpp"
#include "edge/edge_limits.hpp"
#include "edge/net/http_message.hpp"
#include "edge/secrets.hpp"
#include "engine/ports.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

// The site, customer or user for which a key or token stands.
struct Principal {
  enum class Kind { kSecretKey, kPublishableKey, kManageToken, kUser };
  Kind kind{};
  std::string site;            // of a key
  ManageTokens::Claim claim;   // of a manage token
  records::User user;          // of a session token; its roles are narrowed by the definition
  records::Hash token_hash;    // of a key or a session token
  base::Instant expires_at{};  // of a session token
  std::uint64_t access = 0;    // the access version when its look-up began

  bool has_role(core::Role role) const;
  // The kind of key whose limits and rights this principal has. A manage token counts as a
  // publishable key, because both may be used by anybody.
  core::KeyKind key_kind() const {
    bool const anybody = kind == Kind::kPublishableKey || kind == Kind::kManageToken;
    return anybody ? core::KeyKind::kPublishable : core::KeyKind::kSecret;
  }
  TokenShown shown() const;  // decides for whom the connection counts
};

// Returns the token in the request's Authorization header, without `Bearer`. If the header has
// another scheme, returns the whole header. If there is no header, returns an empty text.
std::string_view shown_token(HttpRequest const& request);

enum class AuthFailure { kMissing, kBad, kUnavailable };
// kMissing: there is no token. kBad: the token is not valid. kUnavailable: the token could not be
// looked up. A core::Refusal: the source has shown too many bad tokens.
using Resolved = std::variant<Principal, AuthFailure, core::Refusal>;

// A manage token is checked by calculation. Keys and session tokens are looked up in the database
// by their SHA-256. The steps are:
// 1. A good token is remembered for kRemembered, so that a busy site costs few look-ups.
// 2. A token of a form that this server never makes is refused without a look-up. So is a bad token
//    that is remembered for kBadRemembered.
// 3. Every other token is looked up. If it is not known to be good, the look-up counts for its
//    source, which may have only so many a minute. know_good() gives the hashes of all good tokens.
//    So agents and websites who share an address with an attacker are still looked up.
//
// Invariant: what was read before a change is not used after the change. access_changed() raises
// the access version. Each remembered principal and each look-up under way has the access version
// that was current when its look-up began. It is used only while that version is still the current
// one.
//
// At each request the user's roles are reduced to those that the definition in force allows.
class Authenticator {
 public:
  using SiteInForce = std::function<core::SitePtr()>;
  Authenticator(records::Records& records, engine::Clock const& clock, ManageTokens tokens,
                SiteInForce site, std::shared_ptr<EdgeLimits> limits);

  using Done = std::function<void(Resolved)>;
  void resolve(std::string_view authorization, base::Source source, Done done);
  void resolve_token(std::string token, base::Source source, Done done);
  void issued(records::Hash const& hash);  // a new token after a login: it is good
  void forget(records::Hash const& hash);  // after a logout: it is bad, without a look-up
  // Gets the hashes of all good tokens and keys in the database. Before the first call, no look-up
  // counts for a source.
  void know_good(std::vector<records::Hash> const& hashes);
  // Says that users, keys, tokens or roles changed. Everything that was looked up before is not
  // used any more.
  void access_changed();
  std::uint64_t access() const { return access_.load(std::memory_order_acquire); }
  ManageTokens const& manage_tokens() const { return tokens_; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Remembered {
    Principal principal;
    Time until;
  };
  struct Asking {
    std::uint64_t access = 0;  // the access version when the look-up began
    // The source for which this look-up counts as a bad token. The count is given back if the token
    // turns out not to be bad.
    std::optional<base::Source> counted;
    std::vector<Done> waiting;
  };
  static constexpr std::chrono::seconds kRemembered{5};
  // If the database does not answer, a token that was good within this time is still accepted,
  // unless the access version has changed since.
  static constexpr std::chrono::seconds kTrusted{20};
  static constexpr std::size_t kRememberedMost = 50'000;
  static constexpr std::chrono::seconds kBadRemembered{30};
  static constexpr std::size_t kBadMost = 20'000;  // in each half of kBadRemembered
  // How many look-ups may be under way at a time: half of the questions that the database's pool
  // accepts. For a token that is or was good, a look-up may begin even beyond this number.
  static constexpr std::size_t kLookUpsMost = 1000;

  std::optional<Principal> remembered(records::Hash const& hash, std::chrono::seconds past_due);
  void remember(records::Hash const& hash, Principal const& principal);  // under the lock
  bool known_bad(records::Hash const& hash);
  void remember_bad(records::Hash const& hash);  // under the lock
  void look_up(std::string const& token, records::Hash hash, base::Source source, Done done);
  std::optional<core::Refusal> refused(records::Hash const& hash, base::Source source,
                                       std::optional<base::Source>& counted);  // under the lock
  void ask(bool session, records::Hash const& hash);
  void looked_up(bool session, records::Hash const& hash, Resolved resolved);
  bool remember_or_ask_again(records::Hash const& hash, Resolved const& resolved);
  Resolved narrowed(Resolved resolved) const;
  Resolved fall_back_to_remembered(records::Hash const& hash, Resolved resolved);
  void resolve_key(records::Hash hash, Done done);
  void resolve_session(records::Hash hash, Done done);

  records::Records& records_;
  engine::Clock const& clock_;
  ManageTokens tokens_;
  SiteInForce site_;
  std::shared_ptr<EdgeLimits> const limits_;
  std::atomic<std::uint64_t> access_{0};  // the access version: how many changes there were
  std::mutex mutex_;                      // guards all below
  // The hash tables have a random key. Strangers choose the tokens and so could choose hashes that
  // make a table slow.
  base::HashKey const hash_key_ = random_hash_key();
  base::KeyedMap<records::Hash, Remembered> remembered_{hash_key_};
  // The hashes of bad tokens. bad_ has the newer ones and bad_before_ the older ones;
  // remember_bad() says when bad_ becomes bad_before_.
  base::KeyedSet<records::Hash> bad_{hash_key_}, bad_before_{hash_key_};
  Time bad_since_{};
  base::KeyedMap<records::Hash, Asking> asking_{hash_key_};
  std::optional<base::KeyedSet<records::Hash>> good_;  // nullopt: not read yet
  // The hashes of tokens that were issued since good_ was read. The next list of good hashes may
  // have been read before these tokens were stored, so they are added to it.
  base::KeyedSet<records::Hash> issued_{hash_key_};
};

}  // namespace callbackd::edge
