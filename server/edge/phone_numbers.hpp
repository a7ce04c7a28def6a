// Reads phone numbers as people write them. The result is the number as E.164, its kind and its
// extension. The functions use libphonenumber, whose metadata is loaded once. Any thread. A number
// must be *possible*: its length must fit its country. It need not be *valid* (in a range that is
// in service), because the metadata becomes outdated. The core decides which numbers may be called.
//
// libphonenumber accepts text that is not one number, for example letters, two numbers, or a list's
// digit before a number. Such text is refused here, because a wrong number would be called.
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

// Loads the metadata when the server starts. Otherwise the first number would have to wait until it
// is loaded.
void load_phone_metadata();

// Reads one number. `default_region` is the country (ISO 3166 alpha-2) of numbers without a country
// code. If it is empty, every number must have a country code.
std::variant<core::ClassedNumber, PhoneProblem> parse_phone(std::string_view text,
                                                            std::string const& default_region);

// Returns the country and the type of a number. The result is empty if libphonenumber cannot read
// the number.
core::NumberClass classify(base::PhoneNumber number);

}  // namespace callbackd::edge
