// Which texts may reach a gateway as something to dial, and which of them reach somebody outside.
// Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace callbackd::core {

bool is_dial_string(std::string_view text);  // letters, digits, _ . + -; not empty

// The digits of a phone that is nothing but seven or more digits, between which _ . and - may
// stand: long enough for a number outside. Empty: a phone of the house.
std::string long_digits(std::string_view phone);

// Begins with a plus, or with 00 as long digits do: somebody outside, who is reached only if the
// gate lets the number pass.
bool is_outside(std::string_view phone);
// The number of such a phone; nullopt: it is not outside, or no number.
std::optional<base::PhoneNumber> number_outside(std::string_view phone);

}  // namespace callbackd::core
