// Test support: finds the keys of site_keys.hpp that a definition does not have. If the definition
// has several tables of a kind, it is enough that one of them has the key. Pure; any thread.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition/site_keys.hpp"

namespace callbackd::core::test {

class MissingKeys {
 public:
  // `tables` are all tables of one kind, wherever they are in the definition. Missing keys are
  // added to `missing`, with `path` in front.
  MissingKeys(std::vector<Node const*> tables, std::string path, std::vector<std::string>& missing)
      : tables_(std::move(tables)), path_(std::move(path)), missing_(missing) {}

  void require(std::initializer_list<std::string_view>) {}
  template <typename Keys>
  void table(std::string_view key, Keys const& keys_of) {
    look_for(key);
    MissingKeys inside = at(key);
    keys_of(inside);
  }
  template <typename T, typename Rule>
  void operator()(std::string_view key, T const&, Rule const&) {
    look_for(key);
  }
  template <typename T>
  void operator()(std::string_view key, T const& table, OneTable) {
    look_inside(key, table);
  }
  template <typename T>
  void operator()(std::string_view key, std::vector<T> const&, Section) {
    look_inside(key, T{});
  }
  void operator()(std::string_view key, std::vector<std::string> const&, Section) {
    look_inside(key, WrittenSkill{});
  }
  void operator()(std::string_view key, std::vector<Hours> const&, Section) {
    look_inside(key, WrittenHours{});
  }
  template <typename T>
  void operator()(std::string_view key, std::vector<T> const&, Tables) {
    look_inside(key, T{});
  }
  void operator()(std::string_view key, std::map<AttemptOutcome, RetryRule> const&, Retry) {
    look_inside(key, RetryRule{});
  }
  // Disposition codes may contain other codes. The tables of all levels count as one kind.
  void operator()(std::string_view key, std::vector<Code> const&, Tables) {
    path_.ends_with(key) ? look_for(key) : look_inside(key, Code{});
  }
  void operator()(std::string_view key, RoutingCondition const&, OneCondition) {
    look_inside(key, RoutingCondition{});
  }

 private:
  void look_for(std::string_view key) {
    bool const found = std::any_of(tables_.begin(), tables_.end(),
                                   [&](Node const* table) { return table->find(key) != nullptr; });
    if (!found)
      missing_.push_back(path_.empty() ? std::string(key) : path_ + '.' + std::string(key));
  }
  template <typename T>
  void look_inside(std::string_view key, T const& table) {
    look_for(key);
    auto inside = at(key);
    visit_keys(inside, table);
  }
  MissingKeys at(std::string_view key) const {
    std::vector<Node const*> inside;
    for (auto const* table : tables_) add(table->find(key), key, inside);
    return {std::move(inside), path_.empty() ? std::string(key) : path_ + '.' + std::string(key),
            missing_};
  }
  static void add(Node const* node, std::string_view key, std::vector<Node const*>& tables) {
    if (node == nullptr) return;
    if (auto const* const list = std::get_if<NodeList>(&node->value)) {
      for (auto const& each : *list) add(&each, key, tables);
      return;
    }
    tables.push_back(node);
    if (key == "codes") add(node->find("codes"), key, tables);
    if (key != "when") return;
    for (auto const* part : {"all", "any", "not"}) add(node->find(part), key, tables);
  }

  std::vector<Node const*> tables_;
  std::string path_;
  std::vector<std::string>& missing_;
};

// Returns the paths of the missing keys, such as `queues.retries.busy.attempts`, in the order of
// site_keys.hpp.
inline std::vector<std::string> keys_missing_in(Node const& root) {
  std::vector<std::string> missing;
  MissingKeys visitor({&root}, "", missing);
  SiteDefinition const any;
  visit_keys(visitor, any);
  return missing;
}

}  // namespace callbackd::core::test
