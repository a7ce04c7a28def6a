// Passwords as argon2id hashes in their encoded form, which carries its own parameters and salt.
// Slow on purpose (tens of milliseconds, 19 MiB): any thread but never an I/O or the engine's.
// Keeps no password.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callbackd::edge {

// OWASP's second recommended setting: 19 MiB, two passes, one lane.
struct PasswordCost {
  std::uint32_t passes = 2;
  std::uint32_t memory_kib = 19 * 1024;
  std::uint32_t lanes = 1;
};

inline constexpr std::size_t kPasswordBytesLeast = 8;
inline constexpr std::size_t kPasswordBytesMost = 1024;

// $argon2id$v=19$m=…,t=…,p=…$salt$hash; nullopt: out of memory, or the length is not within the
// bounds above.
std::optional<std::string> hash_password(std::string_view password, PasswordCost cost = {});
// False for a hash that is not argon2id, or asks for more than a server should spend.
bool verify_password(std::string const& encoded, std::string_view password);
// Spends as long as a real check and is never right: for logins that do not exist, so that both
// answer alike.
bool verify_nobody(std::string_view password);

}  // namespace callbackd::edge
