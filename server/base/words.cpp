#include "base/words.hpp"

namespace callbackd::base {

std::string joined(std::span<std::string_view const> texts, std::string_view between) {
  std::string all;
  for (auto const text : texts) {
    if (!all.empty()) all += between;
    all += text;
  }
  return all;
}

}  // namespace callbackd::base
