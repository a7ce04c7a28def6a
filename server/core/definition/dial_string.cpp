#include "core/definition/dial_string.hpp"

#include <algorithm>

namespace callbackd::core {
namespace {

constexpr std::size_t kLongDigits = 7;
constexpr std::string_view kAbroad = "00";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool is_dial_string(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view{"_.+-"}.find(c) != std::string_view::npos;
  });
}

std::string long_digits(std::string_view phone) {
  std::string digits;
  for (char const c : phone) {
    if (is_digit(c)) digits += c;
    if (!is_digit(c) && c != '_' && c != '.' && c != '-') return {};
  }
  return digits.size() < kLongDigits ? std::string{} : digits;
}

bool is_outside(std::string_view phone) {
  return phone.starts_with('+') || long_digits(phone).starts_with(kAbroad);
}

std::optional<base::PhoneNumber> number_outside(std::string_view phone) {
  if (phone.starts_with('+')) return base::phone_from_e164(phone);
  auto const digits = long_digits(phone);
  if (!digits.starts_with(kAbroad)) return std::nullopt;
  return base::phone_from_e164("+" + digits.substr(kAbroad.size()));
}

}  // namespace callbackd::core
