// The common case of a phone number, decided cheaply: text that is E.164 already. Reads the same
// metadata as libphonenumber, through RE2's automata (0.5 µs where libphonenumber's regular
// expressions take 15 to 40). It only ever says yes: what it does not decide, and every refusal, is
// libphonenumber's. Any thread; each country is prepared at its first number.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace callbackd::edge {

// The number, if it is certain that libphonenumber finds it possible, not premium-rate, and in one
// of `countries` (ISO 3166 alpha-2; empty: any).
std::optional<base::PhoneNumber> plainly_callable(std::string_view text,
                                                  std::vector<std::string> const& countries);

}  // namespace callbackd::edge
