#include "core/definition/number_class.hpp"

#include <algorithm>

namespace callbackd::core {
namespace {

// In the order of the enum.
constexpr std::array<std::string_view, 12> kWords{
    "fixed_line",  "mobile", "fixed_line_or_mobile", "toll_free", "premium_rate",
    "shared_cost", "voip",   "personal_number",      "pager",     "uan",
    "voicemail",   "unknown"};
static_assert(kWords.size() == static_cast<std::size_t>(NumberType::kUnknown) + 1);

}  // namespace

std::string_view to_text(NumberType type) {
  return kWords.at(static_cast<std::size_t>(type));
}

std::optional<NumberType> number_type_from_text(std::string_view text) {
  auto const found = std::find(kWords.begin(), kWords.end(), text);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<NumberType>(found - kWords.begin());
}

std::string number_type_words() {
  std::string words;
  for (auto const word : kWords) words.append(words.empty() ? "" : ", ").append(word);
  return words;
}

NumberClass NumberClass::in(std::string_view region, NumberType type) {
  NumberClass made;
  made.type = type;
  std::copy_n(region.begin(), std::min(region.size(), made.region.size()), made.region.begin());
  return made;
}

std::string_view NumberClass::country() const {
  auto const end = std::find(region.begin(), region.end(), '\0');
  return {region.data(), static_cast<std::size_t>(end - region.begin())};
}

}  // namespace callbackd::core
