#include "core/definition/text_format.hpp"

#include <algorithm>
#include <array>

#include "base/ids.hpp"
#include "calendar/local_time.hpp"
#include "calendar/zone.hpp"
#include "core/definition/dial_string.hpp"
#include "core/definition/routing_condition.hpp"
#include "core/definition/setting_words.hpp"

namespace callbackd::core {
namespace {

bool is_country(std::string_view text) {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

bool is_email(std::string_view text) {
  auto const at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" <>,;\t\n\r") == std::string_view::npos;
}

bool is_agent_phone(std::string const& text) {
  bool const outside = is_outside(text) || text.find('+') != std::string::npos;
  return is_dial_string(text) && (!outside || number_outside(text));
}

bool is_attribute_source(std::string_view source) {
  constexpr std::string_view kAttributes = "attributes.";
  if (source == "contact.locale") return true;
  return source.starts_with(kAttributes) && source.size() > kAttributes.size() &&
         source.back() != '.' && source.find("..") == std::string_view::npos;
}

bool is_field_source(std::string_view from) {
  constexpr std::array<std::string_view, 6> kSources{
      "contact.name", "contact.phone", "contact.email", "when", "queue", "created_at"};
  return is_attribute_source(from) ||
         std::find(kSources.begin(), kSources.end(), from) != kSources.end();
}

std::optional<TextFault> unless(bool good, RuleWord rule, std::string message) {
  if (good) return std::nullopt;
  return TextFault{rule, std::move(message)};
}

std::optional<TextFault> format_unless(bool good, std::string message) {
  return unless(good, "format", std::move(message));
}

std::optional<TextFault> fault_of_reason(std::string_view code) {
  auto const built_in = from_text<BuiltInReason>(code);
  if (!built_in) return std::nullopt;
  bool const younger = built_in == BuiltInReason::kRemoved;
  return TextFault{"reserved", "Must not be a reason that the server gives by itself.", younger};
}

std::optional<TextFault> fault_of_phone(std::string const& text) {
  if (is_agent_phone(text)) return std::nullopt;
  return TextFault{"format",
                   "Must have only letters, digits, '_', '.' and '-', or be an outside "
                   "number such as +442071838750.",
                   true};
}

}  // namespace

std::optional<TextFault> fault_of(TextFormat format, std::string const& text) {
  switch (format) {
    case TextFormat::kAny:
      return std::nullopt;
    case TextFormat::kCountry:
    case TextFormat::kRegion:
      return format_unless(is_country(text),
                           "Must be a country of two capital letters, such as GB.");
    case TextFormat::kTimeZone:
      if (calendar::zone_exists(text)) return std::nullopt;
      // This fault counts as a fault against a stricter rule, which a definition in force may
      // break. The reason: when the definition came into force, an earlier zone database perhaps
      // had this zone.
      return TextFault{"unknown", "There is no time zone called " + text + ".", true};
    case TextFormat::kEmail:
      return format_unless(is_email(text), "Must be one e-mail address.");
    case TextFormat::kOrigin:
      return format_unless(is_origin(text),
                           "Must be an origin such as https://www.example.com, without a path.");
    case TextFormat::kE164:
      return format_unless(base::phone_from_e164(text).has_value(),
                           "Must be a number in E.164, such as +442071838750.");
    case TextFormat::kNumberPrefix:  // one or more digits; no country code begins with 0
      return format_unless(base::phone_from_e164(text).has_value(),
                           "Must be the beginning of a number, such as +4470.");
    case TextFormat::kAgentPhone:
      return fault_of_phone(text);
    case TextFormat::kDate:
      return format_unless(calendar::date_from_text(text).has_value(),
                           "Must be a date, such as 2026-12-25.");
    case TextFormat::kLanguage:
      return format_unless(language_of(text) == text,
                           "Must be a language alone, in lower case, such as de.");
    case TextFormat::kFieldSource:
      return unless(is_field_source(text), "unknown",
                    "Must be attributes.NAME, contact.name, contact.phone, contact.email, "
                    "contact.locale, when, queue or created_at.");
    case TextFormat::kAttributeSource:
      return unless(is_attribute_source(text), "unknown",
                    "Must be attributes.NAME or contact.locale.");
    case TextFormat::kReasonCode:
      return fault_of_reason(text);
  }
  return std::nullopt;
}

bool is_origin(std::string_view text) {
  auto const scheme = text.starts_with("https://") ? 8U : text.starts_with("http://") ? 7U : 0U;
  if (scheme == 0 || text.size() == scheme) return false;
  auto const host = text.substr(scheme);
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view{".-:[]"}.find(c) != std::string_view::npos;
  });
}

}  // namespace callbackd::core
