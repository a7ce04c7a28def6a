// Finds the differences of two site definitions, by comparing their trees as they were written. A
// list of named things (queues, agents, …) is compared by name, so that another order is no
// difference.
#include <algorithm>

#include "core/definition/node_text.hpp"
#include "core/definition/site_decoder.hpp"
#include "core/definition/site_keys.hpp"

namespace callbackd::core {
namespace {

using Changes = std::vector<SiteChange>;

// The name of an element of a list of tables; empty: the element has no name.
std::string name_in(Node const& element) {
  for (auto const* key : {"login", "name", "code"}) {  // login first: an agent's `name` is a title
    auto const* node = element.find(key);
    if (node == nullptr) continue;
    if (auto const* text = std::get_if<std::string>(&node->value)) return *text;
  }
  return {};
}

bool all_named(NodeList const& list) {
  return std::all_of(list.begin(), list.end(),
                     [](Node const& node) { return !name_in(node).empty(); });
}

// Turns a list of named elements into a table, so that lists and tables are compared in the same
// way.
NodeTable by_name(NodeList const& list) {
  NodeTable table;
  for (auto const& element : list) table.emplace_back(name_in(element), element);
  return table;
}

Node const* find_in(NodeTable const& table, std::string_view key) {
  auto const found =
      std::find_if(table.begin(), table.end(), [&](auto const& entry) { return entry.key == key; });
  return found == table.end() ? nullptr : &found->node;
}

std::string joined(std::string const& path, std::string const& key) {
  return path.empty() ? key_text(key) : path + '.' + key_text(key);
}

void compare(std::string const& path, Node const& before, Node const& after, Changes& changes);

void compare_tables(std::string const& path, NodeTable const& before, NodeTable const& after,
                    Changes& changes) {
  for (auto const& [key, old_value, position] : before) {
    auto const* new_value = find_in(after, key);
    if (new_value == nullptr) {
      changes.push_back({joined(path, key), to_text(old_value), ""});
    } else {
      compare(joined(path, key), old_value, *new_value, changes);
    }
  }
  for (auto const& [key, new_value, position] : after) {
    if (find_in(before, key) == nullptr) {
      changes.push_back({joined(path, key), "", to_text(new_value)});
    }
  }
}

void compare(std::string const& path, Node const& before, Node const& after, Changes& changes) {
  auto const* old_table = std::get_if<NodeTable>(&before.value);
  auto const* new_table = std::get_if<NodeTable>(&after.value);
  if (old_table != nullptr && new_table != nullptr) {
    return compare_tables(path, *old_table, *new_table, changes);
  }
  auto const* old_list = std::get_if<NodeList>(&before.value);
  auto const* new_list = std::get_if<NodeList>(&after.value);
  if (old_list != nullptr && new_list != nullptr && all_named(*old_list) && all_named(*new_list)) {
    return compare_tables(path, by_name(*old_list), by_name(*new_list), changes);
  }
  auto old_text = to_text(before);
  auto new_text = to_text(after);
  if (old_text != new_text) changes.push_back({path, std::move(old_text), std::move(new_text)});
}

// Makes a copy of a definition's tree that has every section, in the order of visit_keys(). A
// section that the tree leaves out is empty in the copy. So if only the other definition has that
// section, each of its elements is a difference of its own, not the section as a whole.
struct Sections {
  Node const& tree;
  NodeTable table{};

  template <typename T>
  void operator()(std::string_view key, T const&, OneTable) {
    add(key, {NodeTable{}, {}});
  }
  template <typename T>
  void operator()(std::string_view key, std::vector<T> const&, Section) {
    add(key, {NodeList{}, {}});
  }
  void add(std::string_view key, Node const& empty) {
    auto const* section = tree.find(key);
    table.push_back({std::string(key), section != nullptr ? *section : empty});
  }
};

Node with_all_sections(Node const& tree) {
  Sections sections{tree};
  SiteDefinition const any;
  visit_keys(sections, any);
  return {std::move(sections.table), {}};
}

bool has_own_zone(Node const& tree, std::string const& hours) {
  auto const* list = tree.find("hours");
  for (auto const& table : std::get<NodeList>(list->value)) {
    if (name_in(table) == hours) return table.find("time_zone") != nullptr;
  }
  return false;
}

// Adds the settings that change only because the company's time zone changes. These are hours
// without a time_zone of their own, and slots of queues without hours. Both use the company's zone,
// so they change though their own keys stay the same.
void add_moved_by_zone(SiteDefinition const& before, SiteDefinition const& after,
                       Changes& changes) {
  auto const old_zone = to_text(Node{before.company.time_zone, {}});
  auto const new_zone = to_text(Node{after.company.time_zone, {}});
  if (old_zone == new_zone) return;
  for (auto const& hours : after.hours) {
    bool const stays = std::any_of(before.hours.begin(), before.hours.end(),
                                   [&](Hours const& old) { return old.name == hours.name; });
    if (!stays || has_own_zone(before.written, hours.name) ||
        has_own_zone(after.written, hours.name)) {
      continue;
    }
    changes.push_back({joined("hours", hours.name) + ".time_zone", old_zone, new_zone});
  }
  for (auto const& queue : after.queues) {
    auto const* old = before.find_queue(queue.name);
    auto const by_company = [](Queue const& each) {
      return each.slots.minutes > 0 && each.hours.empty();
    };
    if (old == nullptr || !by_company(*old) || !by_company(queue)) continue;
    changes.push_back(
        {joined("queues", queue.name) + ".slots", "days of " + old_zone, "days of " + new_zone});
  }
}

}  // namespace

std::vector<SiteChange> site_changes(SiteDefinition const& before, SiteDefinition const& after) {
  Changes changes;
  compare("", with_all_sections(before.written), with_all_sections(after.written), changes);
  add_moved_by_zone(before, after, changes);
  return changes;
}

}  // namespace callbackd::core
