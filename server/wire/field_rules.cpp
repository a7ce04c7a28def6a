#include "wire/field_rules.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "wire/json_text.hpp"
#include "wire/raw_json.hpp"

namespace callbackd::wire {
namespace {

constexpr std::size_t kNameChars = 200;
constexpr std::size_t kPhoneChars = 50;  // a phone number as typed, with spaces and brackets
constexpr std::size_t kLocaleChars = 35;
constexpr std::size_t kSubtagChars = 8;
constexpr std::int64_t kPriorityMax = 100;

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_letter_or_digit(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

// Whether a text looks like an e-mail address. It is a simple check and not RFC 5322: there must be
// one @ with something on both sides. Characters that separate addresses in a mail header are not
// allowed.
bool looks_like_email(std::string_view text) {
  auto const at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  return text.find_first_of(" ,;<>") == std::string_view::npos;
}

// Whether a text has the form of a language tag (BCP 47), such as en, en-GB or zh-Hant-TW.
bool looks_like_locale(std::string_view text) {
  bool first = true;
  while (true) {
    auto const end = std::min(text.find('-'), text.size());
    auto const tag = text.substr(0, end);
    bool const good = tag.size() >= (first ? 2U : 1U) && tag.size() <= kSubtagChars &&
                      std::all_of(tag.begin(), tag.end(), first ? is_letter : is_letter_or_digit);
    if (!good) return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
    first = false;
  }
}

}  // namespace

TextRule name_rule(Presence presence) {
  return {.presence = presence, .min_chars = 1, .max_chars = kNameChars};
}

TextRule phone_rule(Presence presence) {
  return {.presence = presence, .min_chars = 1, .max_chars = kPhoneChars};
}

TextRule reason_rule() {
  return {.min_chars = 1, .max_chars = base::kLimits.reason_chars};
}

std::optional<std::string> read_email(FieldReader& reader, std::string_view key) {
  auto text = reader.text(key, {.max_chars = base::kLimits.email_chars});
  if (text && !looks_like_email(*text)) {
    reader.fail(key, "format", "Must be one e-mail address.");
    text.reset();
  }
  return text;
}

std::optional<std::string> read_locale(FieldReader& reader, std::string_view key) {
  auto text = reader.text(key, {.max_chars = kLocaleChars});
  if (text && !looks_like_locale(*text)) {
    reader.fail(key, "format", "Must be a language tag, such as en-GB.");
    text.reset();
  }
  return text;
}

std::optional<int> read_priority(FieldReader& reader, std::string_view key) {
  auto const number = reader.integer(key, {.low = -kPriorityMax, .high = kPriorityMax});
  if (!number) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<std::string> read_attributes(FieldReader& reader, std::string_view key,
                                           std::string_view body) {
  auto const* const attributes = reader.object(key);
  if (attributes == nullptr) return std::nullopt;
  std::size_t deepest = 0;
  for (auto const& member : *attributes) deepest = std::max(deepest, depth_of(member.value()));
  if (deepest + 1 > base::kLimits.attributes_depth) {
    reader.fail(key, "too_deep", too_deep_message());
    return std::nullopt;
  }
  auto text = compact_json(find_raw(body, key).value());
  if (text.size() > base::kLimits.attributes_bytes) {
    reader.fail(
        key, "too_large",
        "Must have at most " + std::to_string(base::kLimits.attributes_bytes) + " bytes as JSON.");
    return std::nullopt;
  }
  return text;
}

std::string too_deep_message() {
  return "Must be nested at most " + std::to_string(base::kLimits.attributes_depth) +
         " levels deep.";
}

void report_nul(std::vector<std::string> const& fields, FieldErrors& errors) {
  for (auto const& field : fields) {
    bool const named = std::any_of(errors.begin(), errors.end(),
                                   [&](auto const& error) { return error.field == field; });
    if (!named) errors.push_back({field, "format", "Must not contain U+0000."});
  }
}

}  // namespace callbackd::wire
