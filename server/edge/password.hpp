// Passwords as argon2id hashes (RFC 9106) in their encoded form, which has the parameters and the
// salt in it. Both functions are slow on purpose (tens of milliseconds, 19 MiB): call them on any
// thread, but not on an I/O thread or the engine's. No password is kept.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callbackd::edge {

// A setting that OWASP recommends for argon2id: 19 MiB, two passes, one lane.
struct PasswordCost {
  std::uint32_t passes = 2;
  std::uint32_t memory_kib = 19 * 1024;
  std::uint32_t lanes = 1;
};

inline constexpr std::size_t kPasswordBytesLeast = 8;
inline constexpr std::size_t kPasswordBytesMost = 1024;

// Returns $argon2id$v=19$m=…,t=…,p=…$salt$hash. nullopt: there is not enough memory, or the
// password's length is not within the two bounds above.
std::optional<std::string> hash_password(std::string_view password, PasswordCost cost = {});
// Whether the password is right. False too for a hash that is not argon2id, or that asks for more
// memory or time than the server allows.
bool verify_password(std::string const& encoded, std::string_view password);
// Takes as long as a real check and returns false: for logins that do not exist, so that nobody can
// tell from the time whether a login exists.
bool verify_nobody(std::string_view password);

}  // namespace callbackd::edge
