#include "wire/json_text.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <vector>

#include "wire/json_writer.hpp"

namespace callbackd::wire {
namespace {

namespace json = boost::json;

void append(std::string& out, json::value const& value, KeyOrder order);

void append(std::string& out, json::object const& object, KeyOrder order) {
  std::vector<json::key_value_pair const*> members;
  members.reserve(object.size());
  for (auto const& member : object) members.push_back(&member);
  if (order == KeyOrder::kSorted) {
    std::sort(members.begin(), members.end(),
              [](auto const* a, auto const* b) { return a->key() < b->key(); });
  }
  out += '{';
  for (auto const* member : members) {
    if (out.back() != '{') out += ',';
    append_quoted(out, {member->key().data(), member->key().size()});
    out += ':';
    append(out, member->value(), order);
  }
  out += '}';
}

void append(std::string& out, json::array const& array, KeyOrder order) {
  out += '[';
  for (auto const& element : array) {
    if (out.back() != '[') out += ',';
    append(out, element, order);
  }
  out += ']';
}

// Appends a value as JSON. The recursion is as deep as the value, and parse_strict() limits that
// depth.
void append(std::string& out, json::value const& value, KeyOrder order) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      return;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case json::kind::int64:
      out += std::to_string(value.get_int64());
      return;
    case json::kind::uint64:
      out += std::to_string(value.get_uint64());
      return;
    case json::kind::double_:
      return append_number(out, value.get_double());
    case json::kind::string:
      return append_quoted(out, {value.get_string().data(), value.get_string().size()});
    case json::kind::array:
      return append(out, value.get_array(), order);
    case json::kind::object:
      return append(out, value.get_object(), order);
  }
}

}  // namespace

std::string json_text(json::value const& value, KeyOrder order) {
  std::string out;
  append(out, value, order);
  return out;
}

std::string json_text(json::object const& object, KeyOrder order) {
  std::string out;
  append(out, object, order);
  return out;
}

std::size_t depth_of(json::value const& value) {
  std::size_t deepest = 0;
  if (auto const* const object = value.if_object()) {
    for (auto const& member : *object) deepest = std::max(deepest, depth_of(member.value()));
    return deepest + 1;
  }
  if (auto const* const array = value.if_array()) {
    for (auto const& element : *array) deepest = std::max(deepest, depth_of(element));
    return deepest + 1;
  }
  return 0;
}

std::string plain_text(json::value const& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return {value.get_string().data(), value.get_string().size()};
  return json_text(value);
}

}  // namespace callbackd::wire
