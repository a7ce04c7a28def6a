// Looks into JSON text and leaves its numbers as they are written: read as a double, large whole
// numbers lose digits and tiny ones become 0. Only for text that parse_strict found good. Pure; any
// thread. Internal to wire.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::wire {

struct RawMember {
  std::string key;         // decoded
  std::string_view value;  // of the text, without white space around it
};

std::vector<RawMember> raw_members(std::string_view object);
// "customer.tier" goes down member by member. nullopt: there is none.
std::optional<std::string_view> find_raw(std::string_view object, std::string_view dotted);

// Without white space; every text escaped as we write it.
std::string compact_json(std::string_view text);

// For people: a text as it is, null as nothing, the rest as compact JSON.
std::string raw_plain_text(std::string_view value);
// For routing rules: the same, but a number with a fraction or an exponent in its shortest form.
// nullopt: null, an object or an array.
std::optional<std::string> routing_text(std::string_view value);

}  // namespace callbackd::wire
