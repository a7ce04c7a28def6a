// Decides which texts a gateway may dial at all, and which of them reach a phone outside of the
// company. This keeps out texts that a gateway would understand as something other than a number.
// Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace callbackd::core {

bool is_dial_string(std::string_view text);  // letters, digits, _ . + -; not empty

// Returns the digits of a phone's text, if the text has at least seven digits, and no other
// characters except _ . and -. Such a phone can be a number outside of the company. Otherwise
// returns an empty text.
std::string long_digits(std::string_view phone);

// Whether the phone is outside: it begins with a plus, or its long_digits() begin with 00. An
// outside phone is dialled only if the rules of dialling_rules.hpp allow its number.
bool is_outside(std::string_view phone);
// The number of an outside phone; nullopt: the phone is not outside, or not a valid number.
std::optional<base::PhoneNumber> number_outside(std::string_view phone);

}  // namespace callbackd::core
