// What a text of the site definition must look like, beyond its length: a country, a number, an
// origin … and what is said of one that does not. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/definition/rule_word.hpp"

namespace callbackd::core {

enum class TextFormat : std::uint8_t {
  kAny,
  kCountry,
  kRegion,  // a country, too: of numbers without a country code
  kTimeZone,
  kEmail,
  kOrigin,
  kE164,
  kNumberPrefix,
  kAgentPhone,
  kDate,
  kLanguage,
  kFieldSource,      // what a layout may show
  kAttributeSource,  // what a routing rule may look at
  kReasonCode,
};

struct TextFault {
  RuleWord rule;
  std::string message;
  bool stricter = false;  // definitions that are in force may break the rule
};

// nullopt: the text is good.
std::optional<TextFault> fault_of(TextFormat format, std::string const& text);

// scheme://host or scheme://host:port, as browsers send it: no path, no wildcard, nothing upper
// case.
bool is_origin(std::string_view text);

}  // namespace callbackd::core
