// Phone numbers as people write them → E.164, with what a site allows. Wraps libphonenumber, whose
// metadata is loaded once; any thread. A number must be *possible* (its metadata is old, so not
// necessarily *valid*) and not premium-rate.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.hpp"

namespace callbackd::edge {

struct PhonePolicy {
  std::string default_region;          // ISO 3166 alpha-2; empty: a country code is required
  std::vector<std::string> countries;  // allowed; empty: all
  std::vector<base::PhoneNumber> blocked;
};

struct PhoneProblem {
  std::string rule;  // format, impossible, premium_rate, country, blocked
  std::string message;
};

void load_phone_metadata();  // or the first number pays for it

struct RegionalNumber {
  base::PhoneNumber number;
  std::string region;  // ISO 3166 alpha-2
};

std::variant<base::PhoneNumber, PhoneProblem> parse_phone(std::string_view text,
                                                          PhonePolicy const& policy);

// The same, with its country: for those who know its site only later.
std::variant<RegionalNumber, PhoneProblem> parse_regional(std::string_view text,
                                                          PhonePolicy const& policy);

}  // namespace callbackd::edge
