// TableReader: reads one table of a Node tree as typed values with rules. Reports every mistake
// with path, rule and position. finish() reports each key that the caller never asked for as
// unknown. Used for the site definition and for the daemon's configuration. The function that reads
// a table makes one on its stack; any thread. The Node must outlive it.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.hpp"
#include "core/definition/node.hpp"
#include "core/definition/site_problem.hpp"

namespace callbackd::core {

struct Range {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

inline std::string one_of_text(std::span<std::string_view const> words) {
  return "Must be one of " + base::joined(words) + ".";
}

// A value of the tree, with its path for messages, for example queues[0].hours.
struct NodeAt {
  Node const& node;
  std::string path;
};

class TableReader {
 public:
  // A node that is not a table is reported, and then read as an empty table.
  TableReader(NodeAt place, Problems& errors);

  bool valid() const { return table_ != nullptr; }
  std::string path_of(std::string_view key) const;
  Position position() const { return place_.node.position; }
  // The value of a key; nullptr: the key is left out. From now on finish() counts the key as known.
  Node const* take(std::string_view key);

  // The functions below read the value of a key into `out`. If the key is left out or its value
  // breaks a rule, `out` stays unchanged (at its default). There is one exception: names() keeps
  // the good names of a list that also has bad ones. The functions return false if the value breaks
  // a rule, which they then have reported.
  bool text(std::string_view key, std::string& out, std::size_t most_chars);
  bool name(std::string_view key,
            std::string& out);  // a text of 1 to 100 characters without control characters
  bool required_name(std::string_view key, std::string& out);  // its absence is an error too
  bool number(std::string_view key, int& out, Range range);
  bool duration(std::string_view key, std::chrono::seconds& out, Range range);
  bool flag(std::string_view key, bool& out);
  bool names(std::string_view key, std::vector<std::string>& out);  // a list of distinct names

  template <base::HasWords E>
  bool word(std::string_view key, E& out) {
    std::string text_value;
    if (take(key) == nullptr) return true;
    if (!name(key, text_value)) return false;
    auto const value = base::from_text<E>(text_value);
    if (!value) {
      error(key, "enum", one_of_text(base::kTexts<E>));
      return false;
    }
    out = *value;
    return true;
  }
  template <base::HasWords E>
  bool word(std::string_view key, std::optional<E>& out) {
    E value{};
    if (take(key) == nullptr) return true;
    if (!word(key, value)) return false;
    out = value;
    return true;
  }

  // each() calls `read` for each element of the list at `key`. table() calls `read` once, for the
  // table at `key`.
  void each(std::string_view key, std::function<void(NodeAt)> const& read);
  void table(std::string_view key, std::function<void(NodeAt)> const& read);
  // Calls `read` for each key of a table whose keys are not fixed, for example names of skills.
  void entries(std::string_view key, std::function<void(std::string const&, NodeAt)> const& read);

  void require(std::string_view key);
  void error(std::string_view key, RuleWord rule, std::string message);
  void finish();  // reports the keys that nobody asked for

 private:
  NodeAt place_;
  NodeTable const* table_;
  std::vector<std::string> known_;
  Problems& errors_;
};

// These functions read a value that has no key of its own, for example an element of a list. If the
// value is wrong, they report it and return nullptr or false.
std::string const* text_of(NodeAt const& place, Problems& errors);
std::string const* name_of(NodeAt const& place, Problems& errors);
NodeList const* list_of(NodeAt const& place, Problems& errors);
bool number_of(NodeAt const& place, Range range, std::int64_t& out, Problems& errors);

inline constexpr std::size_t kNameChars = 100;

}  // namespace callbackd::core
