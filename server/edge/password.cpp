#include "edge/password.hpp"

#include <argon2.h>

#include <array>
#include <cstdio>

#include "edge/secrets.hpp"

namespace callbackd::edge {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kEncodedBytesMost = 512;
constexpr PasswordCost kMostCost{.passes = 16, .memory_kib = 256 * 1024, .lanes = 8};

// Whether a hash from the database asks for at most kMostCost. The hash itself says what its check
// costs. Without this limit, a hash that was damaged or put there by an attacker could take all
// memory of the server.
bool affordable(std::string const& encoded) {
  PasswordCost asked;
  unsigned version = 0;
  int const read = std::sscanf(encoded.c_str(), "$argon2id$v=%u$m=%u,t=%u,p=%u$", &version,
                               &asked.memory_kib, &asked.passes, &asked.lanes);
  return read == 4 && encoded.size() <= kEncodedBytesMost && asked.passes <= kMostCost.passes &&
         asked.memory_kib <= kMostCost.memory_kib && asked.lanes <= kMostCost.lanes;
}

}  // namespace

std::optional<std::string> hash_password(std::string_view password, PasswordCost cost) {
  if (password.size() < kPasswordBytesLeast || password.size() > kPasswordBytesMost) {
    return std::nullopt;
  }
  auto const salt = random_bytes(kSaltBytes);
  std::array<char, kEncodedBytesMost> encoded{};
  int const status = argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes,
                                           password.data(), password.size(), salt.data(),
                                           salt.size(), kHashBytes, encoded.data(), encoded.size());
  if (status != ARGON2_OK) return std::nullopt;
  return std::string(encoded.data());
}

bool verify_password(std::string const& encoded, std::string_view password) {
  if (password.size() > kPasswordBytesMost || !affordable(encoded)) return false;
  return argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
}

bool verify_nobody(std::string_view password) {
  static auto const nobody = hash_password(base64url(random_bytes(kHashBytes)));
  if (nobody) static_cast<void>(verify_password(*nobody, password));
  return false;
}

}  // namespace callbackd::edge
