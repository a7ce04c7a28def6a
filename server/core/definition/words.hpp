// Closed words: what each member of an enum is called on the wire, in rows, in TOML and on the
// command line. An enum has one list, `words_of` beside it, and everything else reads that. Pure.
#pragma once
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/check.hpp"

namespace callbackd::core {

template <typename E>
using Word = std::pair<std::string_view, E>;

template <class Enum>
concept HasWords = std::is_enum_v<Enum> && requires { words_of(std::type_identity<Enum>{}); };

template <HasWords Enum>
inline constexpr auto kWords = words_of(std::type_identity<Enum>{});

template <HasWords Enum>
constexpr std::string_view to_text(Enum value) {
  for (auto const& [text, known] : kWords<Enum>) {
    if (known == value) return text;
  }
  base::contract_violated("an enum value has a word", __FILE__, __LINE__);
}

template <HasWords Enum>
constexpr std::optional<Enum> from_text(std::string_view text) {  // nullopt: no word of the list
  for (auto const& [known, value] : kWords<Enum>) {
    if (known == text) return value;
  }
  return std::nullopt;
}

}  // namespace callbackd::core
