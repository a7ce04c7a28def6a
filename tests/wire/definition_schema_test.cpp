// Tests that the schema of the site definition allows what the decoder accepts. The test makes the
// schema's $defs from site_keys.hpp, and compares them with the file. With CALLBACKD_REWRITE=1 it
// writes the file anew. If you do this, read the difference before you keep it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>

#include <boost/json.hpp>

#include "core/definition/site_keys.hpp"

using namespace callbackd::core;
namespace json = boost::json;

namespace {

json::object definition_ref(std::string const& name) {
  return {{"$ref", "#/$defs/" + name}};
}
json::object list_of(json::object items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}
json::object text_like(char const* pattern) {
  return {{"type", "string"}, {"pattern", pattern}};
}
json::object text_up_to(std::size_t most_chars) {
  return {{"type", "string"}, {"maxLength", most_chars}};
}

json::object schema_of_name(TextFormat format) {
  switch (format) {
    case TextFormat::kCountry:
    case TextFormat::kRegion:
      return text_like("^[A-Z]{2}$");
    case TextFormat::kOrigin:
      return text_like("^https?://[a-z0-9.:\\[\\]-]+$");
    case TextFormat::kE164:
      return {{"$ref", "common.e164.json"}};
    case TextFormat::kNumberPrefix:
      return text_like("^\\+[1-9][0-9]{0,14}$");
    case TextFormat::kDate:
      return {{"type", "string"}, {"format", "date"}};
    default:  // the schema has no pattern for the other formats
      return {{"type", "string"}, {"minLength", 1}, {"maxLength", kNameChars}};
  }
}

json::object schema_of(Range range) {
  return {{"type", "integer"}, {"minimum", range.least}, {"maximum", range.most}};
}
template <typename E>
json::object schema_of_words() {
  return {{"type", "string"}, {"enum", json::value_from(kTexts<E>)}};
}

template <typename T>
json::object schema_of_table();

// Makes the schema of one table from its keys. The default of a key is its value in a table in
// which no key is written.
class TableSchema {
 public:
  void require(std::initializer_list<std::string_view> keys) {
    for (auto const key : keys) required_.emplace_back(key);
  }
  template <typename Keys>
  void table(std::string_view key, Keys const& keys_of) {
    TableSchema inside;
    keys_of(inside);
    properties_[key] = inside.done();
  }

  template <typename T>
  void operator()(std::string_view key, T const&, OwnName rule) {
    require({key});
    properties_[key] = schema_of_name(rule.format);
  }
  void operator()(std::string_view key, std::string const& usual, Name rule) {
    auto schema = schema_of_name(rule.format);
    if (!usual.empty()) schema["default"] = usual;
    properties_[key] = std::move(schema);
  }
  template <typename T>
  void operator()(std::string_view key, T const&, RefersTo) {
    properties_[key] = schema_of_name(TextFormat::kAny);
  }
  template <typename T>
  void operator()(std::string_view key, T const&, Text rule) {
    properties_[key] = text_up_to(rule.most_chars);
  }
  template <typename T>
  void operator()(std::string_view key, T const&, ShownName) {
    properties_[key] = schema_of_name(TextFormat::kAny);
  }
  template <typename T>
  void operator()(std::string_view key, T const&, ShownText) {
    properties_[key] = text_up_to(kShownChars);
  }
  template <typename T>
  void operator()(std::string_view key, T const&, EachText rule) {
    properties_[key] = list_of(schema_of_name(rule.format));
  }
  template <typename T>
  void operator()(std::string_view key, T const&, EachRefersTo) {
    properties_[key] = list_of(schema_of_name(TextFormat::kAny));
  }
  template <typename E>
  void operator()(std::string_view key, std::vector<E> const&, EachOneOf rule) {
    auto list = list_of(schema_of_words<E>());
    if (!rule.at_least_one.empty()) list["minItems"] = 1;
    properties_[key] = std::move(list);
  }
  template <typename E>
  void operator()(std::string_view key, E const& usual, OneOf) {
    auto schema = schema_of_words<E>();
    schema["default"] = to_text(usual);
    properties_[key] = std::move(schema);
  }
  template <typename T>
  void operator()(std::string_view key, T const& usual, Range range) {
    auto schema = schema_of(range);
    if (auto const value = default_of(usual)) schema["default"] = *value;
    properties_[key] = std::move(schema);
  }
  void operator()(std::string_view key, bool usual, Flag) {
    properties_[key] = json::object{{"type", "boolean"}, {"default", usual}};
  }

  template <typename T>
  void operator()(std::string_view key, T const&, SkillLevels) {
    properties_[key] = definition_ref("skill_levels");
  }
  template <typename T>
  void operator()(std::string_view key, T const&, DayWindows) {
    properties_[key] = definition_ref("intervals");
  }
  template <typename T>
  void operator()(std::string_view key, T const&, SpecialDays) {
    properties_[key] = json::object{{"type", "object"},
                                    {"propertyNames", schema_of_name(TextFormat::kDate)},
                                    {"additionalProperties", definition_ref("intervals")}};
  }
  template <typename T>
  void operator()(std::string_view key, T const&, Target) {
    properties_[key] = definition_ref("return_target");
  }
  template <typename T>
  void operator()(std::string_view key, T const&, Retry) {
    properties_[key] = definition_ref("retry");
  }
  template <typename T>
  void operator()(std::string_view key, T const&, OneCondition) {
    properties_[key] = definition_ref("condition");
  }
  template <typename T>
  void operator()(std::string_view key, T const&, Conditions) {
    auto list = list_of(definition_ref("condition"));
    list["minItems"] = 1;
    properties_[key] = std::move(list);
  }
  void operator()(std::string_view key, std::vector<Code> const&, Tables) {
    properties_[key] = list_of(definition_ref("code"));
  }
  void operator()(std::string_view key, std::vector<LayoutField> const&, Tables) {
    properties_[key] = definition_ref("fields");
  }
  void operator()(std::string_view key, std::vector<TargetStep> const&, Tables) {
    properties_[key] = list_of(schema_of_table<TargetStep>());
  }
  void operator()(std::string_view key, std::vector<RoutingRule> const&, Tables) {
    auto list = list_of(schema_of_table<RoutingRule>());
    list["minItems"] = 1;
    properties_[key] = std::move(list);
  }

  json::object done() {
    json::object schema{{"type", "object"}};
    for (auto const& key : required_) properties_[key.as_string()].as_object().erase("default");
    schema["properties"] = std::move(properties_);
    if (!required_.empty()) schema["required"] = std::move(required_);
    schema["additionalProperties"] = false;
    return schema;
  }

 private:
  static std::optional<std::int64_t> default_of(std::int64_t number) { return number; }
  static std::optional<std::int64_t> default_of(seconds time) { return time.count(); }
  static std::optional<std::int64_t> default_of(std::optional<int>) { return std::nullopt; }

  json::object properties_;
  json::array required_;
};

template <typename T>
json::object schema_of_table() {
  TableSchema schema;
  T const usual;
  visit_keys(schema, usual);
  return schema.done();
}

json::object schema_of_condition() {  // no key of it has a default
  auto schema = schema_of_table<RoutingCondition>();
  for (auto& [key, property] : schema["properties"].as_object())
    property.as_object().erase("default");
  return schema;
}

json::object schema_of_targets() {
  json::object properties;
  for (auto const& choice : kTargets) properties[choice.key] = schema_of_name(TextFormat::kAny);
  return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

json::object definitions() {
  return {{"company", schema_of_table<Company>()},
          {"dialling", schema_of_table<Dialling>()},
          {"site", schema_of_table<Site>()},
          {"not_ready_reason", schema_of_table<NotReadyReason>()},
          {"skill", schema_of_table<WrittenSkill>()},
          {"skill_levels", {{"type", "object"}, {"additionalProperties", schema_of(kSkillLevel)}}},
          {"agent", schema_of_table<Agent>()},
          {"hours", schema_of_table<WrittenHours>()},
          {"code", schema_of_table<Code>()},
          {"code_list", schema_of_table<CodeList>()},
          {"fields", list_of(schema_of_table<LayoutField>())},
          {"layout", schema_of_table<Layout>()},
          {"return_target", schema_of_targets()},
          {"retry", schema_of_table<RetryRule>()},
          {"queue", schema_of_table<Queue>()},
          {"condition", schema_of_condition()},
          {"routing_point", schema_of_table<RoutingPoint>()},
          {"response", schema_of_table<Response>()}};
}

// Makes the schema of the definition's top level, which has one property for each section. A
// section that is a list is named by the plural of its element's name.
struct SectionSchemas {
  json::object properties{};

  template <typename T>
  void operator()(std::string_view key, T const&, OneTable) {
    properties[key] = definition_ref(std::string(key));
  }
  template <typename T>
  void operator()(std::string_view key, T const&, Section) {
    auto const element = key == "hours" ? key : key.substr(0, key.size() - 1);
    properties[key] = list_of(definition_ref(std::string(element)));
  }
};

// Returns the generated schema, with the file's description in front of it if the file has one.
json::object described(json::object const& made, json::value const* written) {
  json::object schema;
  auto const* const words =
      written == nullptr ? nullptr : written->as_object().if_contains("description");
  if (words != nullptr) schema["description"] = *words;
  for (auto const& [key, value] : made) schema[key] = value;
  return schema;
}

// Adds to the generated schema what only the file has: descriptions, and which keys exclude each
// other.
json::object with_own_words(json::object const& made, json::value const& written) {
  auto schema = described(made, &written);
  for (auto const& [key, value] : written.as_object()) {
    if (!schema.contains(key)) schema[key] = value;
  }
  if (!made.contains("properties")) return schema;
  auto const& properties = written.at("properties").as_object();
  for (auto& [key, property] : schema["properties"].as_object())
    property = described(property.as_object(), properties.if_contains(key));
  return schema;
}

json::object schema_with(json::object const& written) {
  auto schema = written;
  SectionSchemas sections;
  SiteDefinition const any;
  visit_keys(sections, any);
  schema["properties"] = std::move(sections.properties);
  auto& defs = schema["$defs"].as_object();
  for (auto const& [name, made] : definitions()) {
    auto const* const own = defs.if_contains(name);
    defs[name] = own == nullptr ? made : with_own_words(made.as_object(), *own);
  }
  return schema;
}

// A value in the files of proto/schemas is written in one line if the line, with a comma behind it,
// has at most this many characters.
constexpr std::size_t kLine = 100;

std::string in_one_line(json::value const& value) {
  std::string text;
  auto const comma = [&] { text += text.size() == 1 ? " " : ", "; };
  if (auto const* object = value.if_object()) {
    text = "{";
    for (auto const& [key, member] : *object) {
      comma();
      text += json::serialize(key) + ": " + in_one_line(member);
    }
    return object->empty() ? "{}" : text + " }";
  }
  if (auto const* array = value.if_array()) {
    for (auto const& item : *array) text += (text.empty() ? "" : ", ") + in_one_line(item);
    return "[" + text + "]";
  }
  return json::serialize(value);
}

void write(std::string& out, json::value const& value, std::size_t indent, std::size_t used) {
  auto const line = in_one_line(value);
  bool const fits = used + line.size() < kLine && indent > 0;
  if (fits || (!value.is_object() && !value.is_array())) {
    out += line;
    return;
  }
  std::string const inner(indent + 2, ' ');
  char const* before = "\n";
  if (auto const* object = value.if_object()) {
    out += "{";
    for (auto const& [key, member] : *object) {
      auto const head = inner + json::serialize(key) + ": ";
      out += before + head;
      write(out, member, indent + 2, head.size());
      before = ",\n";
    }
    out += '\n' + std::string(indent, ' ') + '}';
    return;
  }
  out += "[";
  for (auto const& item : value.as_array()) {
    out += before + inner;
    write(out, item, indent + 2, inner.size());
    before = ",\n";
  }
  out += '\n' + std::string(indent, ' ') + ']';
}

// Adds to `out` a line for each path at which the two schemas differ.
void differences(json::value const& one, json::value const& other, std::string const& path,
                 std::string& out) {
  if (one == other) return;
  auto const* const mine = one.if_object();
  auto const* const theirs = other.if_object();
  if (mine == nullptr || theirs == nullptr) {
    out +=
        path + ": the file has " + in_one_line(one) + ", the decoder " + in_one_line(other) + '\n';
    return;
  }
  for (auto const& [key, value] : *mine) {
    auto const* const like = theirs->if_contains(key);
    if (like == nullptr) out += path + '/' + std::string(key) + " stands in the file alone\n";
    if (like != nullptr) differences(value, *like, path + '/' + std::string(key), out);
  }
  for (auto const& [key, value] : *theirs) {
    if (!mine->contains(key)) out += path + '/' + std::string(key) + " is missing in the file\n";
  }
}

std::string differences(json::value const& file, json::value const& made) {
  std::string out;
  differences(file, made, "", out);
  return out;
}

}  // namespace

TEST_CASE("the schema of the definition has the keys, limits, words and defaults of the decoder") {
  std::string const path = CALLBACKD_SOURCE_DIR "/proto/schemas/http.definition.json";
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  auto const file = json::parse(text.str());
  auto const made = schema_with(file.as_object());
  if (std::getenv("CALLBACKD_REWRITE") != nullptr) {
    std::string out;
    write(out, made, 0, 0);
    std::ofstream{path} << out << '\n';
  } else {
    CHECK(differences(file, made) == "");
  }
  std::set<std::string> defs;
  for (auto const& [name, schema] : file.at("$defs").as_object()) defs.emplace(name);
  std::set<std::string> known{"intervals"};
  for (auto const& [name, schema] : definitions()) known.emplace(name);
  CHECK(defs == known);
}

TEST_CASE("a key, a limit or a default that one schema has and the other has not is named") {
  auto const file = json::parse(R"({"a": {"minimum": 1, "maximum": 5, "default": 2}, "b": {}})");
  CHECK(differences(file, file) == "");
  CHECK(differences(file, json::parse(R"({"a": {"minimum": 1, "maximum": 6}, "c": {}})")) ==
        "/a/maximum: the file has 5, the decoder 6\n"
        "/a/default stands in the file alone\n"
        "/b stands in the file alone\n"
        "/c is missing in the file\n");
}
