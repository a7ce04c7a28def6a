// Looks into JSON text without changing its numbers. Parsed into a double, a large whole number
// loses digits (12345678901234567890) and a tiny number becomes 0. The text must be one that
// parse_strict accepted: nothing is checked here. Pure functions; any thread. Internal to wire.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::wire {

struct RawMember {
  std::string key;         // without quotes and escapes
  std::string_view value;  // a part of the text, without white space around it
};

std::vector<RawMember> raw_members(std::string_view object);
// The value at a dotted path: "customer.tier" is the member `tier` of the member `customer`.
// nullopt: there is none.
std::optional<std::string_view> find_raw(std::string_view object, std::string_view dotted);

// The text without white space, with every string escaped as JsonWriter does.
std::string compact_json(std::string_view text);

// The value as people see it: a text without quotes, null as the empty text, every other value as
// compact JSON.
std::string raw_plain_text(std::string_view value);
// The value as routing rules compare it: the same, but a number with a fraction or an exponent is
// in its shortest form, so that 1.50 equals 1.5. nullopt: null, an object or an array.
std::optional<std::string> routing_text(std::string_view value);

}  // namespace callbackd::wire
