#include "core/definition/number_class.hpp"

#include <algorithm>

namespace callbackd::core {

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
