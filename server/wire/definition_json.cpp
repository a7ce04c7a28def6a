#include "wire/definition_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>

#include "wire/field_reader.hpp"
#include "wire/field_rules.hpp"
#include "wire/json_writer.hpp"
#include "wire/strict_json.hpp"

namespace callbackd::wire {
namespace {

namespace json = boost::json;

core::Node node_from(json::value const& value) {
  core::Node node;
  if (auto const* const object = value.if_object()) {
    core::NodeTable table;
    table.reserve(object->size());
    for (auto const& member : *object) {
      table.emplace_back(std::string{member.key().data(), member.key().size()},
                         node_from(member.value()));
    }
    node.value = std::move(table);
  } else if (auto const* const array = value.if_array()) {
    core::NodeList list;
    list.reserve(array->size());
    for (auto const& element : *array) list.push_back(node_from(element));
    node.value = std::move(list);
  } else if (auto const* const text = value.if_string()) {
    node.value = std::string{text->data(), text->size()};
  } else if (value.is_bool()) {
    node.value = value.get_bool();
  } else if (auto const whole = whole_number(value)) {
    node.value = *whole;
  } else if (value.is_number()) {
    node.value = value.to_number<double>();
  }
  return node;
}

// Writes a node as JSON, with one function for each kind of node. If a new kind has no function
// here, this does not compile.
struct NodeWriter {
  std::string& out;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { out += std::to_string(value); }
  void operator()(double value) const {
    if (!std::isfinite(value))
      return (*this)(std::monostate{});  // TOML has inf and nan, JSON does not
    append_number(out, value);
  }
  void operator()(std::string const& value) const { append_quoted(out, value); }
  void operator()(core::NodeList const& list) const {
    out += '[';
    for (auto const& element : list) {
      if (&element != list.data()) out += ',';
      std::visit(*this, element.value);
    }
    out += ']';
  }
  void operator()(core::NodeTable const& table) const {
    out += '{';
    for (auto const& member : table) {
      if (&member != table.data()) out += ',';
      append_quoted(out, member.key);
      out += ':';
      std::visit(*this, member.node.value);
    }
    out += '}';
  }
};

}  // namespace

Decoded<core::Node> read_definition(std::string_view json) {
  Decoded<core::Node> decoded;
  std::vector<std::string> nul_fields;
  auto const parsed = parse_strict(json, base::kLimits.json_depth, &nul_fields);
  if (!parsed) {
    decoded.malformed = parsed.error().to_text();
  } else if (!parsed->is_object()) {
    decoded.errors.push_back({"", "type", "Must be an object."});
  } else {
    decoded.value = node_from(*parsed);
    report_nul(nul_fields, decoded.errors);
  }
  return decoded;
}

std::string write_definition(core::Node const& root) {
  std::string out;
  std::visit(NodeWriter{out}, root.value);
  return out;
}

}  // namespace callbackd::wire
