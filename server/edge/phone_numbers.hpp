// Phone numbers as people write them → E.164, what kind of number it is, and its extension. Wraps
// libphonenumber, whose metadata is loaded once; any thread. A number must be *possible* (its
// metadata is old, so not necessarily *valid*). Knows no rules: what may be called is the core's to
// say.
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "core/definition/number_class.hpp"
#include "core/definition/rule_word.hpp"

namespace callbackd::edge {

struct PhoneProblem {
  core::RuleWord rule;  // format, impossible
  std::string message;
};

void load_phone_metadata();  // or the first number pays for it

// `default_region`: ISO 3166 alpha-2, for numbers without a country code; empty: one is required.
std::variant<core::ClassedNumber, PhoneProblem> parse_phone(std::string_view text,
                                                            std::string const& default_region);

core::NumberClass classify(base::PhoneNumber number);

}  // namespace callbackd::edge
