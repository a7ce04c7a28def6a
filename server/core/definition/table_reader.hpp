// TableReader: reads one table of a Node tree as typed values with rules. Reports every mistake
// with path, rule and position. A key that was never asked for is reported as unknown (finish()).
// Used for the site definition and for the daemon's configuration. One owner; it refers to the
// Node.
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

// A value of the tree, with its path for messages: queues[0].hours.
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
  // The value of a key; nullptr: left out. finish() counts the key as known from now on.
  Node const* take(std::string_view key);

  // The readers below leave `out` unchanged (at its default) when the key is left out or its value
  // breaks a rule. They return false when it breaks a rule, which they have reported.
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

  // each(): calls `read` for each element of a list. table(): calls `read` for the table, once.
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

// The same for a value that stands alone, for example in a list. When it is wrong, the function
// reports it and returns nullptr or false.
std::string const* text_of(NodeAt const& place, Problems& errors);
std::string const* name_of(NodeAt const& place, Problems& errors);
NodeList const* list_of(NodeAt const& place, Problems& errors);
bool number_of(NodeAt const& place, Range range, std::int64_t& out, Problems& errors);

inline constexpr std::size_t kNameChars = 100;

}  // namespace callbackd::core
