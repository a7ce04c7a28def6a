#include "edge/idempotency_key.hpp"

#include <algorithm>
#include <set>

#include "edge/secrets.hpp"
#include "wire/canonical_json.hpp"

namespace callbackd::edge {
namespace {

constexpr std::size_t kUuidChars = 36;
constexpr std::size_t kHexDigits = 32;
constexpr std::size_t kHexDifferent = 8;
constexpr std::size_t kBase64Chars = 22;
constexpr std::size_t kBase64Different = 14;

enum class CharKind { kCapital, kSmall, kDigit, kSign };

CharKind char_kind_of(char c) {
  if (c >= 'A' && c <= 'Z') return CharKind::kCapital;
  if (c >= 'a' && c <= 'z') return CharKind::kSmall;
  return c >= '0' && c <= '9' ? CharKind::kDigit : CharKind::kSign;
}

bool is_hex(char c) {
  return char_kind_of(c) == CharKind::kDigit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::size_t different(std::string_view text) {
  return std::set<char>(text.begin(), text.end()).size();
}

bool is_random_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-4xxx-Vxxx-xxxxxxxxxxxx";
  constexpr std::string_view kVariants = "89abAB";
  // A UUID made from a counter or a date has few different characters and can be guessed. An
  // example is 00000000-0000-4000-8000-000000004711.
  if (text.size() != kUuidChars || different(text) <= kHexDifferent) return false;
  return std::equal(text.begin(), text.end(), kForm.begin(), [&](char c, char form) {
    if (form == 'x') return is_hex(c);
    return form == 'V' ? kVariants.find(c) != std::string_view::npos : c == form;
  });
}

bool is_random_hex(std::string_view text) {
  auto const is_letter = [](char c) { return char_kind_of(c) != CharKind::kDigit; };
  return text.size() >= kHexDigits && std::all_of(text.begin(), text.end(), is_hex) &&
         std::any_of(text.begin(), text.end(), is_letter) && different(text) >= kHexDifferent;
}

// Whether the text looks like random base64url. In words and dates, neighbouring characters are
// mostly of the same kind (capital, small letter, digit). In random text, most pairs of neighbours
// are of different kinds. Here it is enough if a third of the pairs are of different kinds.
bool is_random_base64(std::string_view text) {
  auto const is_sign = [](char c) { return char_kind_of(c) == CharKind::kSign; };
  auto const is_base64 = [&](char c) { return !is_sign(c) || c == '-' || c == '_'; };
  if (text.size() < kBase64Chars || !std::all_of(text.begin(), text.end(), is_base64)) return false;
  if (different(text) < kBase64Different) return false;
  for (auto const kind : {CharKind::kCapital, CharKind::kSmall, CharKind::kDigit}) {
    auto const is_kind = [kind](char c) { return char_kind_of(c) == kind; };
    if (std::none_of(text.begin(), text.end(), is_kind)) return false;
  }
  std::string plain;
  std::remove_copy_if(text.begin(), text.end(), std::back_inserter(plain), is_sign);
  std::size_t changes = 0;
  for (std::size_t i = 1; i < plain.size(); ++i) {
    if (char_kind_of(plain[i]) != char_kind_of(plain[i - 1])) ++changes;
  }
  return changes * 3 >= plain.size() - 1;
}

// Joins the parts to one text. Different lists of equally many parts give different texts, because
// no part except the last can contain the separator. The text also differs from every text that
// older versions hashed, because those texts had no separator.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (auto const part : parts) {
    text += part;
    text += '\0';
  }
  return text;
}

base::Uuid body_hash(std::string_view body) {
  auto const canonical = wire::canonical_json(body);
  return canonical ? short_hash(joined({"json", *canonical})) : short_hash(joined({"bytes", body}));
}

}  // namespace

bool looks_random(std::string_view key_text) {
  return is_random_uuid(key_text) || is_random_hex(key_text) || is_random_base64(key_text);
}

IdempotencyKeys idempotency_keys(KeyedRequest const& request) {
  bool const secret = request.kind == core::KeyKind::kSecret;
  bool const anywhere = secret || looks_random(request.key_text);
  // The source is an IPv4 address, or an IPv6 network of /64.
  auto const source = anywhere ? std::string{} : std::to_string(request.source.value());
  auto const name = joined({core::to_text(request.kind), source, request.key_text});
  return {{request.site, short_hash(name), body_hash(request.body)},
          {request.site, short_hash(request.key_text), short_hash(request.body)},
          !anywhere};
}

}  // namespace callbackd::edge
