// Who speaks, from `Authorization: Bearer …`: a site's key, a customer's manage token, a user's
// session token. Keys and tokens are looked up by hash and remembered for a few seconds, good and
// bad ones, so that a busy site costs no look-ups and a flood of bad tokens does not keep the pool
// from others; access_changed() makes what is remembered void. Of a source so many a minute may be
// looked up and not be found; what is known to be good is looked up however many strangers are
// behind the same address. A user's roles are narrowed by the definition in force, each time. Any
// thread; answers at once when it can, else on a pool thread.
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
#include "edge/asker_limits.hpp"
#include "edge/net/http_message.hpp"
#include "edge/secrets.hpp"
#include "engine/ports.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

struct Principal {
  enum class Kind { kSecretKey, kPublishableKey, kManageToken, kUser };
  Kind kind{};
  std::string site;            // of a key
  ManageTokens::Claim claim;   // of a manage token
  records::User user;          // of a session token; its roles are those that count now
  records::Hash token_hash;    // of a key or a session token
  base::Instant expires_at{};  // of a session token
  std::uint64_t access = 0;    // Authenticator::access() when it was looked up

  bool has_role(core::Role role) const;
  core::KeyKind key_kind() const {  // a manage token counts as a publishable key
    bool const anybody = kind == Kind::kPublishableKey || kind == Kind::kManageToken;
    return anybody ? core::KeyKind::kPublishable : core::KeyKind::kSecret;
  }
  TokenShown shown() const;  // to the connection
};

// What follows `Bearer` in its Authorization; empty: it has none.
std::string_view shown_token(HttpRequest const& request);

enum class AuthFailure { kMissing, kBad, kUnavailable };
using Resolved = std::variant<Principal, AuthFailure, core::Refusal>;  // a Refusal: of a limit

class Authenticator {
 public:
  using SiteInForce = std::function<core::SitePtr()>;
  Authenticator(records::Records& records, engine::Clock const& clock, ManageTokens tokens,
                SiteInForce site, std::shared_ptr<AskerLimits> limits);

  using Done = std::function<void(Resolved)>;
  void resolve(std::string_view authorization, base::Source source, Done done);
  void resolve_token(std::string token, base::Source source, Done done);
  void issued(records::Hash const& hash);  // it is good
  void forget(records::Hash const& hash);  // after a logout: it is bad, and costs no look-up
  // All that is good, as the database says; until then no look-up is counted.
  void know_good(std::vector<records::Hash> const& hashes);
  // Users, keys, tokens or roles changed: nothing that was looked up before counts any more.
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
    std::uint64_t access = 0;  // when the look-up began
    std::optional<base::Source>
        counted;  // it counts as a bad one of that source, until it is found
    std::vector<Done> waiting;
  };
  static constexpr std::chrono::seconds kRemembered{5};
  // When the database cannot be asked, or too many ask it, what was good so lately still is.
  static constexpr std::chrono::seconds kTrusted{20};
  static constexpr std::size_t kRememberedMost = 50'000;
  static constexpr std::chrono::seconds kBadRemembered{30};
  static constexpr std::size_t kBadMost = 20'000;  // of each half of that time
  // Under way at a time: half the pool's. What is or was good may go beyond.
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
  bool must_ask_again(records::Hash const& hash, Resolved const& resolved);
  Resolved narrowed(Resolved resolved) const;
  Resolved or_trusted(records::Hash const& hash, Resolved resolved);
  void resolve_key(records::Hash hash, Done done);
  void resolve_session(records::Hash hash, Done done);

  records::Records& records_;
  engine::Clock const& clock_;
  ManageTokens tokens_;
  SiteInForce site_;
  std::shared_ptr<AskerLimits> const limits_;
  std::atomic<std::uint64_t> access_{0};  // counts the changes
  std::mutex mutex_;
  // Strangers choose what is looked up: their tokens' hashes as well.
  base::HashKey const hash_key_ = random_hash_key();
  base::KeyedMap<records::Hash, Remembered> remembered_{hash_key_};
  // Bad ones of this half of kBadRemembered and of the one before.
  base::KeyedSet<records::Hash> bad_{hash_key_}, bad_before_{hash_key_};
  Time bad_since_{};
  base::KeyedMap<records::Hash, Asking> asking_{hash_key_};
  std::optional<base::KeyedSet<records::Hash>> good_;  // none: not read yet
  base::KeyedSet<records::Hash> issued_{hash_key_};    // since it was read: it may be older
};

}  // namespace callbackd::edge
