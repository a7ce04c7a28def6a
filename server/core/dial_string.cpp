#include "core/dial_string.hpp"

#include <algorithm>

namespace callbackd::core {

bool is_dial_string(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{"_.+-"}.find(c) != std::string_view::npos;
  });
}

bool is_outside(std::string_view phone) {
  return phone.starts_with('+');
}

}  // namespace callbackd::core
