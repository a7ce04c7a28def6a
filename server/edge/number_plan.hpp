// A fast way for the common case of a phone number: text that is E.164 already. It reads the
// metadata of libphonenumber with RE2 (a few µs, where libphonenumber's regular expressions take 15
// to 40 µs). It only says yes or nothing: every other text, and every refusal, is left to
// libphonenumber. So both always agree. Any thread; each country is prepared at its first number.
#pragma once
#include <optional>
#include <string_view>

#include "core/definition/number_class.hpp"

namespace callbackd::edge {

// The number and its class, if it is certain that libphonenumber finds it possible and of that
// class.
std::optional<core::ClassedNumber> plain_number(std::string_view text);

}  // namespace callbackd::edge
