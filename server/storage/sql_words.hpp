// Writes words of a closed list as SQL text. Pure; any thread.
#pragma once
#include <string>

#include "base/words.hpp"

namespace callbackd::storage {

// The words of the members for which `wanted` returns true: 'queued', 'offered'
template <base::HasWords Enum, typename Wanted>
std::string sql_words(Wanted const& wanted) {
  std::string text;
  for (auto const& [word, value] : base::kWords<Enum>) {
    if (wanted(value)) text.append(text.empty() ? "'" : ", '").append(word).append("'");
  }
  return text;
}

}  // namespace callbackd::storage
