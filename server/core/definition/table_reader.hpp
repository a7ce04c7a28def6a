// Reads one table of a Node tree: typed values with their rules, every mistake named with path,
// rule and position. What was never asked for is an unknown key (finish). Pure; used for the site
// definition and the daemon's configuration.
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
  return "must be one of " + base::joined(words);
}

// Where in the tree a value stands: the path a person reads, and the value.
struct Place {
  Node const& node;
  std::string path;
};

class TableReader {
 public:
  // Reports a node that is not a table, then reads it as an empty one.
  TableReader(Place place, Problems& errors);

  bool valid() const { return table_ != nullptr; }
  std::string path_of(std::string_view key) const;
  Position position() const { return place_.node.position; }
  // The value of a key, which is known from now on; nullptr: left out.
  Node const* take(std::string_view key);

  // Each leaves `out` as it is, its default, when the key is left out or its value breaks a rule.
  // False: broken.
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
      error(key, "one_of", one_of_text(base::kTexts<E>));
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

  // Calls for each element of a list of tables; for a table itself once.
  void each(std::string_view key, std::function<void(Place)> const& read);
  void table(std::string_view key, std::function<void(Place)> const& read);
  // Calls for each key of a table whose keys are free.
  void entries(std::string_view key, std::function<void(std::string const&, Place)> const& read);

  void require(std::string_view key);
  void error(std::string_view key, std::string rule, std::string message);
  void finish();  // reports the keys that nobody asked for

 private:
  Place place_;
  NodeTable const* table_;
  std::vector<std::string> known_;
  Problems& errors_;
};

// For values that are not in a table of fixed keys; each reports what is wrong and then returns
// nullptr or false.
std::string const* text_of(Place const& place, Problems& errors);
std::string const* name_of(Place const& place, Problems& errors);
NodeList const* list_of(Place const& place, Problems& errors);
bool number_of(Place const& place, Range range, std::int64_t& out, Problems& errors);

inline constexpr std::size_t kNameChars = 100;

}  // namespace callbackd::core
