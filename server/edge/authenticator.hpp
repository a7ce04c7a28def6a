// Who speaks, from `Authorization: Bearer …`: a site's key, a customer's manage token, a user's
// session token. Keys and tokens are looked up by hash and remembered for a few seconds, good and
// bad ones, so that a busy site costs no look-ups, a revoked key dies soon and a flood of bad
// tokens does not keep the pool from others. Any thread; answers at once when it can, else on a
// pool thread.
#pragma once
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/hash_tables.hpp"
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
  records::User user;          // of a session token
  records::Hash token_hash;    // of a session token
  base::Instant expires_at{};  // of a session token

  bool has_role(core::Role role) const;
  core::KeyKind key_kind() const {  // a manage token counts as a publishable key
    bool const anybody = kind == Kind::kPublishableKey || kind == Kind::kManageToken;
    return anybody ? core::KeyKind::kPublishable : core::KeyKind::kSecret;
  }
  TokenShown shown() const;  // to the connection
};

enum class AuthFailure { kMissing, kBad, kUnavailable };
using Resolved = std::variant<Principal, AuthFailure>;

class Authenticator {
 public:
  Authenticator(records::Records& records, engine::Clock const& clock, ManageTokens tokens);

  void resolve(std::string_view authorization, std::function<void(Resolved)> done);
  void resolve_token(std::string token, std::function<void(Resolved)> done);
  // Asks again whether a session token is still good, past what is remembered.
  void recheck(records::Hash const& hash, std::function<void(Resolved)> done) {
    resolve_session(hash, std::move(done));
  }
  void forget(records::Hash const& hash);  // after a logout
  ManageTokens const& manage_tokens() const { return tokens_; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Remembered {
    Principal principal;
    Time until;
  };
  static constexpr std::chrono::seconds kRemembered{5};
  // When the database cannot be asked, or too many ask it, what was good so lately still is.
  static constexpr std::chrono::seconds kTrusted{20};
  static constexpr std::size_t kRememberedMost = 50'000;
  static constexpr std::chrono::seconds kBadRemembered{30};
  static constexpr std::size_t kBadMost = 20'000;    // of each half of that time
  static constexpr std::size_t kLookUpsMost = 1000;  // under way at a time: half the pool's

  std::optional<Principal> remembered(records::Hash const& hash, std::chrono::seconds past_due);
  void remember(records::Hash const& hash, Principal const& principal);
  bool known_bad(records::Hash const& hash);
  void remember_bad(records::Hash const& hash);
  void look_up(std::string const& token, records::Hash hash, std::function<void(Resolved)> done);
  void looked_up(records::Hash const& hash, Resolved resolved);
  Resolved or_trusted(records::Hash const& hash, Resolved resolved);
  void resolve_key(records::Hash hash, std::function<void(Resolved)> done);
  void resolve_session(records::Hash hash, std::function<void(Resolved)> done);

  records::Records& records_;
  engine::Clock const& clock_;
  ManageTokens tokens_;
  std::mutex mutex_;
  // Strangers choose what is looked up: their tokens' hashes as well.
  base::HashKey const hash_key_ = random_hash_key();
  base::KeyedMap<records::Hash, Remembered> remembered_{hash_key_};
  // Bad ones of this half of kBadRemembered and of the one before.
  base::KeyedSet<records::Hash> bad_{hash_key_}, bad_before_{hash_key_};
  Time bad_since_{};
  base::KeyedMap<records::Hash, std::vector<std::function<void(Resolved)>>> asking_{hash_key_};
};

}  // namespace callbackd::edge
