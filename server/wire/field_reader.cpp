#include "wire/field_reader.hpp"

#include <algorithm>
#include <cmath>

#include "base/shown_name.hpp"
#include "wire/strict_json.hpp"

namespace callbackd::wire {
namespace {

namespace json = boost::json;

constexpr std::size_t kErrorsMost = 100;
// 2^53. Every whole number up to this one can be stored exactly in a double.
constexpr double kWholeDoubles = 9007199254740992.0;

std::string_view view(json::string const& text) {
  return {text.data(), text.size()};
}
std::string_view view(json::string_view text) {
  return {text.data(), text.size()};
}

constexpr std::string_view kControl = "Must not contain control characters.";

// Says what is wrong with the characters of `text`. Empty: nothing is wrong.
std::string_view wrong_in(std::string_view text, Charset charset) {
  if (charset == Charset::kAny) return {};
  if (charset == Charset::kName) return base::fault_of_name(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const byte = static_cast<unsigned char>(text[i]);
    if (charset == Charset::kText && (byte == '\n' || byte == '\r' || byte == '\t')) continue;
    if (byte < 0x20 || byte == 0x7F) return kControl;
    // The other control characters are U+0080 to U+009F. In UTF-8 they are the byte 0xC2 and a
    // second byte below 0xA0.
    bool const c1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1) return kControl;
  }
  return {};
}

}  // namespace

std::size_t count_chars(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::optional<std::int64_t> whole_number(json::value const& value) {
  if (value.is_int64()) return value.get_int64();
  if (!value.is_double()) return std::nullopt;
  double const number = value.get_double();
  if (std::trunc(number) != number || std::abs(number) > kWholeDoubles) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

FieldReader::FieldReader(json::object const& object, std::string path, FieldErrors& errors)
    : object_(&object), path_(std::move(path)), errors_(&errors) {}

json::value const* FieldReader::take(std::string_view key, Presence presence) {
  known_.push_back(key);
  auto const* const value = object_->if_contains({key.data(), key.size()});
  if (value == nullptr && presence == Presence::kRequired) fail(key, "required", "Must be given.");
  return value;
}

std::optional<std::string> FieldReader::text(std::string_view key, TextRule const& rule) {
  auto const* const value = take(key, rule.presence);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    fail(key, "type", "Must be a string.");
    return std::nullopt;
  }
  std::string_view const text = view(value->get_string());
  std::size_t const chars = count_chars(text);
  if (chars < rule.min_chars) {
    fail(key, "too_short",
         rule.min_chars == 1
             ? "Must not be empty."
             : "Must have at least " + std::to_string(rule.min_chars) + " characters.");
  } else if (rule.max_chars != 0 && chars > rule.max_chars) {
    fail(key, "too_long", "Must have at most " + std::to_string(rule.max_chars) + " characters.");
  } else if (rule.max_bytes != 0 && text.size() > rule.max_bytes) {
    fail(key, "too_long", "Must have at most " + std::to_string(rule.max_bytes) + " bytes.");
  } else if (auto const wrong = wrong_in(text, rule.charset); !wrong.empty()) {
    fail(key, "format", std::string{wrong});
  } else {
    return std::string{text};
  }
  return std::nullopt;
}

std::optional<std::int64_t> FieldReader::integer(std::string_view key, IntegerRule const& rule) {
  auto const* const value = take(key, rule.presence);
  if (value == nullptr) return std::nullopt;
  auto const number = whole_number(*value);
  // Boost.JSON uses a uint64 only for numbers that do not fit into an int64.
  bool const huge = value->is_uint64();
  if (!number && !huge) {
    fail(key, "type", "Must be a whole number.");
    return std::nullopt;
  }
  if (huge || *number < rule.low || *number > rule.high) {
    fail(key, "range",
         "Must be between " + std::to_string(rule.low) + " and " + std::to_string(rule.high) + ".");
    return std::nullopt;
  }
  return number;
}

std::optional<bool> FieldReader::flag(std::string_view key) {
  auto const* const value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  fail(key, "type", "Must be true or false.");
  return std::nullopt;
}

std::optional<std::size_t> FieldReader::word(std::string_view key, Presence presence,
                                             std::span<std::string_view const> words) {
  auto const* const value = take(key, presence);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    fail(key, "type", "Must be a string.");
    return std::nullopt;
  }
  auto const found = std::find(words.begin(), words.end(), view(value->get_string()));
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  fail(key, "enum", "Must be one of " + base::joined(words) + ".");
  return std::nullopt;
}

json::object const* FieldReader::object(std::string_view key, Presence presence) {
  auto const* const value = take(key, presence);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) fail(key, "type", "Must be an object.");
  return value->if_object();
}

std::string FieldReader::path_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + '.' + std::string{key};
}

void FieldReader::fail(std::string_view key, core::RuleWord rule, std::string message) {
  // No more than kErrorsMost mistakes are reported, so that the answer does not become much larger
  // than the request.
  if (errors_->size() == kErrorsMost) return;
  errors_->push_back({path_of(key), rule, std::move(message)});
}

void FieldReader::finish() {
  for (auto const& member : *object_) {
    std::string_view const key = view(member.key());
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      fail(cut_utf8(key, kShownKeyBytes), "unknown_field",
           "There is no such field in this message.");
    }
  }
}

}  // namespace callbackd::wire
