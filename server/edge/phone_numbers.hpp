// Reads phone numbers as people write them: E.164, the kind of number, and its extension. It wraps
// libphonenumber, whose metadata is loaded once; any thread. A number must be *possible* (its
// length fits its country). It need not be *valid* (in a range in service), because the metadata
// gets old. Which numbers may be called is decided by the core.
//
// libphonenumber accepts much that is not one number: letters, two numbers, a list's digit before a
// number. Such text is refused, because a wrong number would be called.
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

// Loads the metadata at the start; without it, the first number would take that time.
void load_phone_metadata();

// `default_region`: ISO 3166 alpha-2, for numbers without a country code; empty: one is required.
std::variant<core::ClassedNumber, PhoneProblem> parse_phone(std::string_view text,
                                                            std::string const& default_region);

// The country and the type of a number; empty if libphonenumber cannot read it.
core::NumberClass classify(base::PhoneNumber number);

}  // namespace callbackd::edge
