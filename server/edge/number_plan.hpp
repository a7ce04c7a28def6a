// The common case of a phone number, decided cheaply: text that is E.164 already. Reads the same
// metadata as libphonenumber, through RE2's automata (a few µs where libphonenumber's regular
// expressions take 15 to 40). It only ever says yes: what it does not decide, and every refusal, is
// libphonenumber's. Any thread; each country is prepared at its first number.
#pragma once
#include <optional>
#include <string_view>

#include "core/definition/number_class.hpp"

namespace callbackd::edge {

// The number and its class, if it is certain that libphonenumber finds it possible and of that
// class.
std::optional<core::ClassedNumber> plain_number(std::string_view text);

}  // namespace callbackd::edge
