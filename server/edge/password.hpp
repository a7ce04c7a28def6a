// Hashes and checks passwords with argon2id (RFC 9106). A hash is in the encoded form, which
// contains the parameters and the salt. The functions are slow on purpose (tens of milliseconds, 19
// MiB). They may be called on any thread except an I/O thread and the engine's thread. No password
// is kept.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callbackd::edge {

// The cost of one hash. The defaults are a setting that OWASP recommends for argon2id: 19 MiB, two
// passes, one lane.
struct PasswordCost {
  std::uint32_t passes = 2;
  std::uint32_t memory_kib = 19 * 1024;
  std::uint32_t lanes = 1;
};

inline constexpr std::size_t kPasswordBytesLeast = 8;
inline constexpr std::size_t kPasswordBytesMost = 1024;

// Returns the encoded hash $argon2id$v=19$m=…,t=…,p=…$salt$hash. nullopt: there is not enough
// memory, or the password's length is outside the two bounds above.
std::optional<std::string> hash_password(std::string_view password, PasswordCost cost = {});
// Whether the password is right. The result is also false if the hash is not argon2id, or if the
// hash asks for more memory or time than the server allows.
bool verify_password(std::string const& encoded, std::string_view password);
// Takes as long as a real check and returns false. It is used for logins that do not exist, so that
// nobody can tell from the time whether a login exists.
bool verify_nobody(std::string_view password);

}  // namespace callbackd::edge
