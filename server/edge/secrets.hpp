// Random bits, hashes, and the tokens that are made of them. A site key and a session token are
// random, and only their SHA-256 is stored. A manage token is calculated from the server's key, the
// callback's id and a version, so nothing of it is stored. Any thread. If OpenSSL fails, the
// process ends.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/hash_tables.hpp"
#include "base/ids.hpp"
#include "base/words.hpp"

struct evp_mac_ctx_st;  // OpenSSL's EVP_MAC_CTX

namespace callbackd::edge {

std::string random_bytes(std::size_t count);
// Returns 64 random bits at low cost, because each thread has a pool of random bytes from OpenSSL.
std::uint64_t random_bits();
base::HashKey random_hash_key();
std::string sha256(std::string_view text);      // 32 bytes
base::Uuid short_hash(std::string_view text);   // the first 16 bytes of SHA-256
std::string base64url(std::string_view bytes);  // RFC 4648 §5, no padding

// The kinds of tokens. The word of a kind is the prefix of its tokens.
enum class TokenKind : std::uint8_t { kSecretKey, kPublishableKey, kManageToken, kSession };
constexpr auto words_of(std::type_identity<TokenKind>) {
  using enum TokenKind;
  return std::to_array<base::Word<TokenKind>>(
      {{"sk_", kSecretKey}, {"pk_", kPublishableKey}, {"cb_", kManageToken}, {"us_", kSession}});
}
std::optional<TokenKind> kind_of_token(std::string_view token);  // read from the prefix alone
std::string new_token(TokenKind kind);  // prefix + 32 random bytes in base64url

// A hash with a secret key: the first 16 bytes of HMAC-SHA256. Without the key, nobody can find out
// by trying which text was hashed. Each purpose has its own key, which is made from the server's
// key and the purpose.
class KeyedHash {
 public:
  KeyedHash();  // a random key, for this process alone
  KeyedHash(std::string const& server_key, std::string_view purpose);
  base::Uuid operator()(std::string_view text) const;

 private:
  std::string key_;
};

// Makes and checks manage tokens. The Authenticator owns the one object. Any thread.
class ManageTokens {
 public:
  // Keys have 32 bytes or more. Tokens are made with `server_key`. Tokens that were made with
  // `previous_key` are still good; if it is empty, there is no previous key.
  explicit ManageTokens(std::string const& server_key, std::string const& previous_key = {});

  // Makes a token: cb_<callback id without hyphens>_<version>_<base64url of 20 bytes of
  // HMAC-SHA256>
  std::string make(base::CallbackId callback, std::uint32_t version) const;
  // The callback and the token version for which a token was made.
  struct Claim {
    base::CallbackId callback;
    std::uint32_t version = 0;
  };
  // Checks a token and returns what it was made for. nullopt: it was not made with one of the two
  // keys. The comparison takes constant time.
  std::optional<Claim> check(std::string_view token) const;

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };
  using Keyed = std::unique_ptr<evp_mac_ctx_st, Free>;
  static Keyed keyed(std::string const& key);
  static std::string mac(Keyed const& keyed, std::string_view claim);
  Keyed keyed_;     // copied for each use, which costs less than setting the key again
  Keyed previous_;  // null: there is no previous key
};

}  // namespace callbackd::edge
