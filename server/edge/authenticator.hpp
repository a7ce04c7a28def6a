// Who speaks, from `Authorization: Bearer …`: a site's key, a customer's manage token, a user's
// session token. Keys and tokens are looked up by hash and remembered for a few seconds, so that a
// busy site costs no look-ups and a revoked key dies soon. Any thread; answers at once when it
// remembers, else on a pool thread.
#pragma once
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

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
  struct Remembered {
    Principal principal;
    std::chrono::steady_clock::time_point until;
  };
  static constexpr std::chrono::seconds kRemembered{5};
  static constexpr std::size_t kRememberedMost = 50'000;

  std::optional<Principal> remembered(records::Hash const& hash);
  void remember(records::Hash const& hash, Principal const& principal);
  void resolve_key(records::Hash hash, std::function<void(Resolved)> done);
  void resolve_session(records::Hash hash, std::function<void(Resolved)> done);

  records::Records& records_;
  engine::Clock const& clock_;
  ManageTokens tokens_;
  std::mutex mutex_;
  std::unordered_map<std::string, Remembered> remembered_;
};

}  // namespace callbackd::edge
