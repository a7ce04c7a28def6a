// Test support: writes a definition that a test made up, so that the decoder can judge it. It is
// written as an administrator would write it, without defaults. It is a visitor of site_keys.hpp,
// whose functions call it once for each key. Pure; any thread.
#pragma once
#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "calendar/local_time.hpp"
#include "core/definition/node_text.hpp"
#include "core/definition/site_keys.hpp"

namespace callbackd::core::test {

template <typename T>
Node encode(T const& table, T const& usual = {});

// Collects every key of one table with its value. A key with an empty value is not written.
class TableWriter {
 public:
  void require(std::initializer_list<std::string_view> keys) {
    required_.insert(keys.begin(), keys.end());
  }
  template <typename Keys>
  void table(std::string_view key, Keys const& keys_of) {
    TableWriter inside;
    keys_of(inside);
    entries_.push_back({std::string(key), {}, {std::move(inside)}});
  }
  template <typename T, typename Rule>
  void operator()(std::string_view key, T const& value, Rule const& rule) {
    entries_.push_back({std::string(key), node_of(value, rule), {}});
  }
  void operator()(std::string_view key, std::map<AttemptOutcome, RetryRule> const& rules,
                  Retry rule) {
    auto const found = rules.find(rule.outcome);
    entries_.push_back({std::string(key), found == rules.end() ? Node{} : encode(found->second)});
  }

  // Returns the table without the values that are the default. Keys that are required stay.
  NodeTable unlike(TableWriter const& usual) const {
    NodeTable table;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      auto const& [key, node, inside] = entries_[i];
      auto const& other = usual.entries_.at(i);
      bool const required =
          required_.contains(key) && !std::holds_alternative<std::monostate>(node.value);
      if (!inside.empty() && inside[0].is_written(other.inside[0]))
        table.push_back({key, {inside[0].unlike(other.inside[0]), {}}});
      if (inside.empty() && (required || to_text(node) != to_text(other.node)))
        table.push_back({key, node});
    }
    return table;
  }

 private:
  struct Entry {
    std::string key;
    Node node;
    std::vector<TableWriter> inside = {};  // of a table: exactly one
  };

  // Returns whether the table is written at all. A table without required keys is written if any
  // value differs from its default. A table with required keys is written only if one of these keys
  // differs from its default.
  bool is_written(TableWriter const& usual) const {
    bool any = false;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      bool const counts = required_.empty() || required_.contains(entries_[i].key);
      any = any || (counts && to_text(entries_[i].node) != to_text(usual.entries_.at(i).node));
    }
    return any;
  }

  static Node text(std::string value) {
    return value.empty() ? Node{} : Node{std::move(value), {}};
  }
  template <typename Rule>
  static Node node_of(std::string const& value, Rule) {
    return text(value);
  }
  static Node node_of(std::string const& value, ShownName rule) {
    return rule.instead != nullptr && value == *rule.instead ? Node{} : text(value);
  }
  static Node node_of(std::string const& value, ShownText rule) {
    return value == *rule.instead ? Node{} : text(value);
  }
  template <typename T, typename Each>
  static Node list(T const& items, Each const& each) {
    NodeList nodes;
    for (auto const& item : items) nodes.push_back(each(item));
    return {std::move(nodes), {}};
  }
  template <typename Rule>
  static Node node_of(std::vector<std::string> const& texts, Rule) {
    return list(texts, [](std::string const& each) { return Node{each, {}}; });
  }
  static Node node_of(std::vector<base::PhoneNumber> const& numbers, EachText) {
    return list(numbers, [](base::PhoneNumber each) { return Node{base::to_text(each), {}}; });
  }
  static Node node_of(std::set<std::chrono::year_month_day> const& days, EachText) {
    return list(days, [](auto const& each) { return Node{calendar::to_text(each), {}}; });
  }
  static Node node_of(std::int64_t number, Range) { return {number, {}}; }
  static Node node_of(seconds duration, Range) { return {std::int64_t{duration.count()}, {}}; }
  static Node node_of(std::optional<int> number, Range) {
    return number ? Node{std::int64_t{*number}, {}} : Node{};
  }
  static Node node_of(bool flag, Flag) { return {flag, {}}; }
  template <base::HasWords E>
  static Node node_of(E value, OneOf) {
    return {std::string(to_text(value)), {}};
  }
  template <base::HasWords E>
  static Node node_of(std::vector<E> const& values, EachOneOf) {
    return list(values, [](E each) { return node_of(each, OneOf{}); });
  }
  static Node node_of(std::vector<SkillLevel> const& skills, SkillLevels) {
    NodeTable table;
    for (auto const& [skill, level] : skills) table.push_back({skill, {std::int64_t{level}, {}}});
    return {std::move(table), {}};
  }
  static Node node_of(std::vector<calendar::DayWindow> const& windows, DayWindows) {
    return list(windows, [](auto const& each) { return Node{calendar::to_text(each), {}}; });
  }
  template <typename Days>
  static Node node_of(Days const& days, SpecialDays) {
    NodeTable table;
    for (auto const& [date, windows] : days)
      table.push_back({calendar::to_text(date), node_of(windows, DayWindows{})});
    return {std::move(table), {}};
  }
  static Node node_of(ReturnTarget const& target, Target) {
    for (auto const& choice : kTargets) {
      if (choice.target == target.kind)
        return {NodeTable{{std::string(choice.key), {target.name, {}}}}, {}};
    }
    return {};
  }
  static Node node_of(std::optional<ReturnTarget> const& target, Target rule) {
    return target ? node_of(*target, rule) : Node{};
  }
  static Node node_of(RoutingCondition const& condition, OneCondition);
  static Node node_of(std::vector<RoutingCondition> const& parts, OneCondition rule) {
    return node_of(parts.at(0), rule);
  }
  static Node node_of(std::vector<RoutingCondition> const& parts, Conditions) {
    return list(parts, [](auto const& each) { return node_of(each, OneCondition{}); });
  }
  template <typename T>
  static Node node_of(std::vector<T> const& tables, Tables) {
    return list(tables, [](T const& each) { return encode(each); });
  }

  std::vector<Entry> entries_;
  std::set<std::string, std::less<>> required_;
};

template <typename T>
Node encode(T const& table, T const& usual) {
  TableWriter writer;
  TableWriter writer_of_usual;
  visit_keys(writer, table);
  visit_keys(writer_of_usual, usual);
  return {writer.unlike(writer_of_usual), {}};
}

// Writes a condition of a routing rule, with only those keys that its kind of condition has.
struct ConditionWriter {
  RoutingCondition const& condition;
  TableWriter& writer;

  bool has(std::string_view key) const {
    using Kind = RoutingCondition::Kind;
    static std::multimap<Kind, std::string_view> const kKeys{
        {Kind::kEquals, "attribute"},
        {Kind::kEquals, "equals"},
        {Kind::kPrefix, "attribute"},
        {Kind::kPrefix, "prefix"},
        {Kind::kLanguage, "language"},
        {Kind::kClosed, "closed"},
        {Kind::kOpen, "open"},
        {Kind::kHours, "hours"},
        {Kind::kWaiting, "queue"},
        {Kind::kWaiting, "waiting_at_least"},
        {Kind::kEstimate, "queue"},
        {Kind::kEstimate, "wait_at_least_seconds"},
        {Kind::kAll, "all"},
        {Kind::kAny, "any"},
        {Kind::kNot, "not"}};
    auto const [from, end] = kKeys.equal_range(condition.kind);
    return std::any_of(from, end, [&](auto const& entry) { return entry.second == key; });
  }
  template <typename T, typename Rule>
  void operator()(std::string_view key, T const& value, Rule const& rule) {
    if (has(key)) writer(key, value, rule);
  }
};

inline Node TableWriter::node_of(RoutingCondition const& condition, OneCondition) {
  if (condition.kind == RoutingCondition::Kind::kAlways) return {};
  TableWriter writer;
  ConditionWriter chosen{condition, writer};
  visit_keys(chosen, condition);
  NodeTable table;
  for (auto const& entry : writer.entries_) table.push_back({entry.key, entry.node});
  return {std::move(table), {}};
}

struct SectionWriter {
  SiteDefinition const& site;
  NodeTable table{};

  template <typename T>
  void operator()(std::string_view key, T const& value, OneTable) {
    auto node = encode(value);
    if (!std::get<NodeTable>(node.value).empty())
      table.push_back({std::string(key), std::move(node)});
  }
  template <typename T>
  void operator()(std::string_view key, std::vector<T> const& items, Section) {
    NodeList list;
    for (auto const& item : items) list.push_back(one(item));
    if (!list.empty()) table.push_back({std::string(key), {std::move(list), {}}});
  }

 private:
  template <typename T>
  Node one(T const& item) const {
    return encode(item);
  }
  Node one(std::string const& skill) const { return encode(WrittenSkill{skill}); }
  Node one(Hours const& hours) const {
    WrittenHours usual;
    usual.rules.zone = site.company.time_zone;
    return encode(WrittenHours{hours.name, hours.hours.rules()}, usual);
  }
};

inline Node encode_site(SiteDefinition const& site) {
  SectionWriter writer{site};
  visit_keys(writer, site);
  return {std::move(writer.table), {}};
}

}  // namespace callbackd::core::test
