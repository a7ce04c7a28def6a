// Random bits, hashes and the tokens made of them. Site keys and session tokens are random and
// known by their SHA-256; a manage token is derived from the server's key, the callback's id and a
// version, so nothing of it is stored. Any thread.
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
std::uint64_t
random_bits();  // cheap: from a buffered pool of the operating system's randomness, per thread
base::HashKey random_hash_key();
std::string sha256(std::string_view text);      // 32 bytes
base::Uuid short_hash(std::string_view text);   // the first 16 bytes of SHA-256
std::string base64url(std::string_view bytes);  // RFC 4648 §5, no padding

// What a token begins with says what it is.
enum class TokenKind : std::uint8_t { kSecretKey, kPublishableKey, kManageToken, kSession };
constexpr auto words_of(std::type_identity<TokenKind>) {
  using enum TokenKind;
  return std::to_array<base::Word<TokenKind>>(
      {{"sk_", kSecretKey}, {"pk_", kPublishableKey}, {"cb_", kManageToken}, {"us_", kSession}});
}
std::optional<TokenKind> kind_of_token(std::string_view token);  // by its beginning alone
std::string new_token(TokenKind kind);                           // with 32 random bytes

// A hash that tells nothing to whoever has not the key. One purpose has one key of its own.
class KeyedHash {
 public:
  KeyedHash();  // a random key, of this process alone
  KeyedHash(std::string const& server_key, std::string_view purpose);
  base::Uuid operator()(std::string_view text) const;

 private:
  std::string key_;
};

class ManageTokens {
 public:
  // Keys have 32 bytes or more. Tokens are made with the present one; those that were made with the
  // previous one (empty: there is none) are still good.
  explicit ManageTokens(std::string const& server_key, std::string const& previous_key = {});

  // cb_<callback id without hyphens>.<version>.<base64url of 20 bytes of HMAC-SHA256>
  std::string make(base::CallbackId callback, std::uint32_t version) const;
  struct Claim {
    base::CallbackId callback;
    std::uint32_t version = 0;
  };
  // nullopt: not a token of this server's keys. Compares in constant time.
  std::optional<Claim> check(std::string_view token) const;

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };
  using Keyed = std::unique_ptr<evp_mac_ctx_st, Free>;
  static Keyed keyed(std::string const& key);
  static std::string mac(Keyed const& keyed, std::string_view claim);
  Keyed keyed_;     // copied for each use: keying costs more
  Keyed previous_;  // null: none
};

}  // namespace callbackd::edge
