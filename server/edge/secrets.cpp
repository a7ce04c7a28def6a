#include "edge/secrets.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/check.hpp"

namespace callbackd::edge {
namespace {

constexpr auto kManagePrefix = base::to_text(TokenKind::kManageToken);
constexpr std::size_t kMacBytes = 20;
constexpr std::size_t kTokenBytes = 32;

unsigned char const* bytes_of(std::string_view text) {
  return reinterpret_cast<unsigned char const*>(text.data());
}

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  std::size_t size = 0;
  auto const* const made =
      EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(), bytes_of(text),
                text.size(), out.data(), out.size(), &size);
  CALLBACKD_CHECK(made != nullptr);
  return {reinterpret_cast<char const*>(out.data()), size};
}

base::Uuid first_half(std::string_view hash) {
  base::Uuid id;
  for (std::size_t index = 0; index < 16; ++index) {
    auto& half = index < 8 ? id.high : id.low;
    half = half << 8 | static_cast<unsigned char>(hash[index]);
  }
  return id;
}

std::string without_hyphens(std::string text) {
  std::erase(text, '-');
  return text;
}

std::optional<base::Uuid> uuid_from_hex(std::string_view hex) {
  if (hex.size() != 32) return std::nullopt;
  std::string text(hex);
  for (auto const at : {20, 16, 12, 8}) text.insert(static_cast<std::size_t>(at), 1, '-');
  return base::uuid_from_text(text);
}

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  CALLBACKD_CHECK(
      RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) == 1);
  return bytes;
}

std::uint64_t random_bits() {
  thread_local std::array<std::uint64_t, 128> pool{};
  thread_local std::size_t left = 0;
  if (left == 0) {
    auto const fresh = random_bytes(sizeof pool);
    std::memcpy(pool.data(), fresh.data(), sizeof pool);
    left = pool.size();
  }
  return std::exchange(pool[--left], 0);
}

base::HashKey random_hash_key() {
  auto const first = random_bits();
  return {first, random_bits()};
}

std::string sha256(std::string_view text) {
  // The digest is fetched once. The function SHA256() would look it up by name at every call.
  static EVP_MD const* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  CALLBACKD_CHECK(EVP_Digest(text.data(), text.size(),
                             reinterpret_cast<unsigned char*>(hash.data()), nullptr, digest,
                             nullptr) == 1);
  return hash;
}

base::Uuid short_hash(std::string_view text) {
  return first_half(sha256(text));
}

KeyedHash::KeyedHash() : key_(random_bytes(kTokenBytes)) {}

KeyedHash::KeyedHash(std::string const& server_key, std::string_view purpose)
    : key_(hmac(server_key, purpose)) {}

base::Uuid KeyedHash::operator()(std::string_view text) const {
  return first_half(hmac(key_, text));
}

std::string base64url(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3), '\0');
  auto const written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       bytes_of(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(written));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (auto& letter : text) letter = letter == '+' ? '-' : letter == '/' ? '_' : letter;
  return text;
}

std::optional<TokenKind> kind_of_token(std::string_view token) {
  for (auto const& [prefix, kind] : base::kWords<TokenKind>) {
    if (token.starts_with(prefix)) return kind;
  }
  return std::nullopt;
}

std::string new_token(TokenKind kind) {
  return std::string(base::to_text(kind)) + base64url(random_bytes(kTokenBytes));
}

void ManageTokens::Free::operator()(EVP_MAC_CTX* context) const {
  EVP_MAC_CTX_free(context);
}

ManageTokens::ManageTokens(std::string const& server_key, std::string const& previous_key)
    : keyed_{keyed(server_key)} {
  if (!previous_key.empty()) previous_ = keyed(previous_key);
}

ManageTokens::Keyed ManageTokens::keyed(std::string const& key) {
  CALLBACKD_CHECK(key.size() >= kTokenBytes);
  auto* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Keyed context{EVP_MAC_CTX_new(hmac), Free{}};
  EVP_MAC_free(hmac);
  char digest[] = "SHA256";
  OSSL_PARAM const parameters[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                                   OSSL_PARAM_construct_end()};
  CALLBACKD_CHECK(EVP_MAC_init(context.get(), bytes_of(key), key.size(), parameters) == 1);
  return context;
}

std::string ManageTokens::mac(Keyed const& keyed, std::string_view claim) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t length = 0;
  Keyed const context{EVP_MAC_CTX_dup(keyed.get())};
  CALLBACKD_CHECK(EVP_MAC_update(context.get(), bytes_of(claim), claim.size()) == 1 &&
                  EVP_MAC_final(context.get(), digest.data(), &length, digest.size()) == 1);
  return base64url({reinterpret_cast<char const*>(digest.data()), kMacBytes});
}

std::string ManageTokens::make(base::CallbackId callback, std::uint32_t version) const {
  auto const claim = without_hyphens(base::to_text(callback)) + "_" + std::to_string(version);
  return std::string(kManagePrefix) + claim + "_" + mac(keyed_, claim);
}

std::optional<ManageTokens::Claim> ManageTokens::check(std::string_view token) const {
  if (!token.starts_with(kManagePrefix)) return std::nullopt;
  token.remove_prefix(kManagePrefix.size());
  auto const after_id = token.find('_');  // from the front: base64url of the MAC may have '_' too
  if (after_id == std::string_view::npos) return std::nullopt;
  auto const after_version = token.find('_', after_id + 1);
  if (after_version == std::string_view::npos) return std::nullopt;
  auto const claim = token.substr(0, after_version);
  auto const given = token.substr(after_version + 1);
  auto const made_by = [&](Keyed const& key) {
    if (!key) return false;
    auto const wanted = mac(key, claim);
    return given.size() == wanted.size() &&
           CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
  };
  if (!made_by(keyed_) && !made_by(previous_)) return std::nullopt;
  auto const id = uuid_from_hex(claim.substr(0, after_id));
  if (!id) return std::nullopt;
  Claim made{base::CallbackId{*id}, 0};
  auto const digits = claim.substr(after_id + 1);
  auto const parsed = std::from_chars(digits.data(), digits.data() + digits.size(), made.version);
  if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  return made;
}

}  // namespace callbackd::edge
