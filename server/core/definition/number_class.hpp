// What kind of number a phone number is, and in which country: told to the core with the number,
// since only the edge can ask the number plans. Values; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace callbackd::core {

// As libphonenumber names them.
enum class NumberType : std::uint8_t {
  kFixedLine,
  kMobile,
  kFixedLineOrMobile,
  kTollFree,
  kPremiumRate,
  kSharedCost,
  kVoip,
  kPersonalNumber,
  kPager,
  kUan,
  kVoicemail,
  kUnknown
};
std::string_view to_text(NumberType type);
std::optional<NumberType> number_type_from_text(std::string_view text);
std::string number_type_words();  // all of them, with commas

struct NumberClass {
  std::array<char, 3> region{};  // ISO 3166 alpha-2, or 001 (of no country); zeros: not known
  NumberType type = NumberType::kUnknown;

  static NumberClass in(std::string_view region, NumberType type = NumberType::kUnknown);
  std::string_view country() const;  // the region as text; empty: not known
  bool operator==(NumberClass const&) const = default;
};

struct ClassedNumber {
  base::PhoneNumber number;
  NumberClass number_class;
  std::string extension{};  // digits that are sent once somebody has answered; empty: none
  bool operator==(ClassedNumber const&) const = default;
};

}  // namespace callbackd::core
