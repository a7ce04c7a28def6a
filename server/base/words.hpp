// Closed lists of words. Such a list has a word for each member of an enum, for use in the
// protocol, in rows, in TOML, on the command line and in logs. An enum has only one such list: the
// function words_of() next to the enum, with the words in the order of the members. All other code
// reads that list. tests/house/closed_words_test.py checks that no member is missing and that there
// is no second list. Pure functions; any thread.
#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/check.hpp"

namespace callbackd::base {

template <typename E>
using Word = std::pair<std::string_view, E>;

template <class Enum>
concept HasWords = std::is_enum_v<Enum> && requires { words_of(std::type_identity<Enum>{}); };

template <class Words>
constexpr bool are_distinct(Words const& words) {
  for (auto word = words.begin(); word != words.end(); ++word) {
    for (auto other = words.begin(); other != word; ++other) {
      if (word->first == other->first || word->second == other->second) return false;
    }
  }
  return true;
}

template <HasWords Enum>
inline constexpr auto kWords = [] {
  constexpr auto kList = words_of(std::type_identity<Enum>{});
  static_assert(are_distinct(kList), "a word or a member stands twice in its list");
  return kList;
}();

// The words of an enum, without the members that they stand for.
template <HasWords Enum>
inline constexpr auto kTexts = [] {
  std::array<std::string_view, kWords<Enum>.size()> texts{};
  std::transform(kWords<Enum>.begin(), kWords<Enum>.end(), texts.begin(),
                 [](Word<Enum> const& word) { return word.first; });
  return texts;
}();

template <HasWords Enum>
constexpr std::string_view to_text(Enum value) {
  for (auto const& [text, known] : kWords<Enum>) {
    if (known == value) return text;
  }
  contract_violated("an enum value has a word", __FILE__, __LINE__);
}

template <HasWords Enum>
constexpr std::optional<Enum> from_text(std::string_view text) {  // nullopt: not in the list
  for (auto const& [known, value] : kWords<Enum>) {
    if (known == text) return value;
  }
  return std::nullopt;
}

std::string joined(std::span<std::string_view const> texts, std::string_view between = ", ");

}  // namespace callbackd::base
