// Tests the annotated example of a site definition: it has every key that a definition can have,
// and its comments say the default of each key that has one.
#include <catch2/catch.hpp>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/toml_node.hpp"
#include "core/definition/site_keys.hpp"
#include "support/site_keys_missing.hpp"

using namespace callbackd;
using namespace callbackd::core;

namespace {

std::string example() {
  std::string why;
  auto text = app::read_text_file(CALLBACKD_SOURCE_DIR "/config/site.example.toml", why);
  REQUIRE(text);
  return *text;
}

// Returns the comments of a TOML text: in each line the text from `#` on. The strings of the
// example contain no `#`.
std::string comments_of(std::string_view text) {
  std::string comments;
  bool in_comment = false;
  for (char const c : text) {
    if (c == '#') in_comment = true;
    if (c == '\n') in_comment = false;
    if (in_comment || c == '\n') comments += c;
  }
  return comments;
}

// Returns whether the text contains these words as whole words, not only as a part of longer words.
bool says(std::string_view text, std::string const& words) {
  constexpr std::string_view kOfWords = "abcdefghijklmnopqrstuvwxyz_0123456789";
  for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
    auto const after = at + words.size();
    bool const begins = at == 0 || kOfWords.find(text[at - 1]) == std::string_view::npos;
    bool const ends = after == text.size() || kOfWords.find(text[after]) == std::string_view::npos;
    if (begins && ends) return true;
  }
  return false;
}

// Collects one text `key default` for each number, time, flag and choice (OneOf) that a definition
// may leave out. It is a visitor: the functions of site_keys.hpp call it once for each key.
class Defaults {
 public:
  explicit Defaults(std::vector<std::string>& out) : out_(out) {}
  void require(std::initializer_list<std::string_view> keys) {
    required_.insert(keys.begin(), keys.end());
  }
  template <typename Keys>
  void table(std::string_view, Keys const& keys_of) {
    Defaults inside{out_};
    keys_of(inside);
  }
  template <typename T, typename Rule>
  void operator()(std::string_view, T const&, Rule const&) {}
  void operator()(std::string_view key, int number, Range) { add(key, std::to_string(number)); }
  void operator()(std::string_view key, seconds time, Range) {
    add(key, std::to_string(time.count()));
  }
  void operator()(std::string_view key, bool flag, Flag) { add(key, flag ? "true" : "false"); }
  template <base::HasWords E>
  void operator()(std::string_view key, E value, OneOf) {
    add(key, '"' + std::string(to_text(value)) + '"');
  }

 private:
  void add(std::string_view key, std::string const& value) {
    if (!required_.contains(key)) out_.push_back(std::string(key) + ' ' + value);
  }

  std::vector<std::string>& out_;
  std::set<std::string, std::less<>> required_;
};

template <typename Table>
void add_defaults(std::vector<std::string>& out) {
  Defaults visitor{out};
  Table const usual;
  visit_keys(visitor, usual);
}

}  // namespace

TEST_CASE("the annotated example names every key, if only in a comment") {
  auto const text = example();
  auto const comments = comments_of(text);
  for (auto const& path : test::keys_missing_in(app::parse_toml(text).root)) {
    INFO(path);
    CHECK(says(comments, path.substr(path.rfind('.') + 1)));
  }
}

TEST_CASE("the annotated example tells every default at its head") {
  auto const text = example();
  auto const head = text.substr(0, text.find("\n\n"));
  std::vector<std::string> defaults;
  add_defaults<Company>(defaults);
  add_defaults<Dialling>(defaults);
  add_defaults<Site>(defaults);
  add_defaults<Agent>(defaults);
  add_defaults<Queue>(defaults);
  add_defaults<RetryRule>(defaults);
  CHECK(defaults.size() > 30);
  for (auto const& words : defaults) {
    INFO(words);
    CHECK(says(head, words));
  }
}

TEST_CASE("a word that is only a part of another one is not said") {
  CHECK(says("max_priority 10, priority 0", "priority 0"));
  CHECK_FALSE(says("max_priority 0", "priority 0"));
  CHECK_FALSE(says("priority 01", "priority 0"));
}
