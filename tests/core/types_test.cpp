#include "core/messages/types.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string_view>

#include "core/definition/site_keys.hpp"

using namespace callbackd::core;

namespace {

struct Keys {
  std::set<std::string_view> keys{};

  template <typename T, typename Rule>
  void operator()(std::string_view key, T const&, Rule const&) {
    keys.insert(key);
  }
};

}  // namespace

// For each closed list (a list of words that stand for the members of an enum), this test reads
// every word back. tests/house/closed_words_test.py checks that no member is left out, and that the
// lists have the order of the enums. The compiler checks that no word is in a list twice.
TEST_CASE("every word of a closed list is read back, and no other text") {
  for (auto const& [word, state] : kWords<CallbackState>) {
    CHECK(to_text(state) == word);
    CHECK(from_text<CallbackState>(word) == state);
  }
  CHECK_FALSE(from_text<CallbackState>("waiting"));
  CHECK_FALSE(from_text<CallbackState>(""));
}

TEST_CASE("the limits of a site are called as its settings are") {
  Keys of_site;
  Site const site;
  visit_keys(of_site, site);
  for (auto const& [word, limit] : kWords<RequestLimit>) {
    INFO(word);
    CHECK(of_site.keys.contains(word) == (limit <= RequestLimit::kPublishableWaiting));
  }
}

TEST_CASE("the last four states are final and the others are not") {
  CHECK(!is_final(CallbackState::kScheduled));
  CHECK(!is_final(CallbackState::kActive));
  CHECK(is_final(CallbackState::kCompleted));
  CHECK(is_final(CallbackState::kFailed));
}

TEST_CASE("each action is a bit of its own") {
  unsigned bits = 0;
  for (auto const& [word, action] : kWords<Action>) {
    CHECK((bits & static_cast<unsigned>(action)) == 0);
    bits |= static_cast<unsigned>(action);
  }
  CHECK(bits == (1U << kWords<Action>.size()) - 1);
}
