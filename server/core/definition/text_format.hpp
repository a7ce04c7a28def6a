// TextFormat: what a text of the site definition must look like, besides its length: a country, a
// number, an origin, … fault_of() checks a text and makes the message. Pure; any thread.
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
  kRegion,  // a country, too: the one for numbers without a country code
  kTimeZone,
  kEmail,
  kOrigin,
  kE164,
  kNumberPrefix,
  kAgentPhone,
  kDate,
  kLanguage,
  kFieldSource,      // something that a layout may show
  kAttributeSource,  // something that a routing rule may read
  kReasonCode,
};

struct TextFault {
  RuleWord rule;
  std::string message;
  bool stricter = false;  // a newer rule, which a definition in force may break (site_decoder.hpp)
};

// What is wrong with the text; nullopt: nothing is wrong.
std::optional<TextFault> fault_of(TextFormat format, std::string const& text);

// Whether the text has the form of an origin as browsers send it: http:// or https://, then only
// characters of a host and a port, in lower case. There is no path and no wildcard.
bool is_origin(std::string_view text);

}  // namespace callbackd::core
