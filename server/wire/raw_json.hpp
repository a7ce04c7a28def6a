// Reads parts of JSON text without changing its numbers. A parser would turn a number into a
// double. Then a large whole number loses digits (12345678901234567890), and a very small number
// becomes 0. parse_strict() must have accepted the text before, because nothing is checked here.
// Pure functions; any thread. Internal to wire.
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
// The value at a dotted path. For example, "customer.tier" is the member `tier` of the member
// `customer`. nullopt: there is no such member.
std::optional<std::string_view> find_raw(std::string_view object, std::string_view dotted);

// The text without white space, with every string escaped in the same way as JsonWriter does it.
std::string compact_json(std::string_view text);

// The value as people see it. A string is written without quotes, null as an empty text, and every
// other value as compact JSON.
std::string raw_plain_text(std::string_view value);
// The value as routing rules compare it. It is like raw_plain_text(), with one exception: a number
// with a fraction or an exponent is written in its shortest form, so that 1.50 equals 1.5. nullopt:
// the value is null, an object or an array.
std::optional<std::string> routing_text(std::string_view value);

}  // namespace callbackd::wire
