// Writes the words of an enum (base/words.hpp) as a list in SQL. Pure; any thread.
#pragma once
#include <string>

#include "base/words.hpp"

namespace callbackd::storage {

// Returns the words of those members for which `wanted` returns true, for example: 'queued',
// 'offered'
template <base::HasWords Enum, typename Wanted>
std::string sql_words(Wanted const& wanted) {
  std::string text;
  for (auto const& [word, value] : base::kWords<Enum>) {
    if (wanted(value)) text.append(text.empty() ? "'" : ", '").append(word).append("'");
  }
  return text;
}

}  // namespace callbackd::storage
