// NumberClass: the type of a phone number and its country. The core has no number plans; only the
// edge asks libphonenumber. So the core gets the NumberClass together with the number. Values; any
// thread.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/ids.hpp"
#include "core/definition/words.hpp"

namespace callbackd::core {

// The types of phone numbers, named as in libphonenumber.
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
constexpr auto words_of(std::type_identity<NumberType>) {
  using enum NumberType;
  return std::to_array<Word<NumberType>>({{"fixed_line", kFixedLine},
                                          {"mobile", kMobile},
                                          {"fixed_line_or_mobile", kFixedLineOrMobile},
                                          {"toll_free", kTollFree},
                                          {"premium_rate", kPremiumRate},
                                          {"shared_cost", kSharedCost},
                                          {"voip", kVoip},
                                          {"personal_number", kPersonalNumber},
                                          {"pager", kPager},
                                          {"uan", kUan},
                                          {"voicemail", kVoicemail},
                                          {"unknown", kUnknown}});
}

struct NumberClass {
  std::array<char, 3> region{};  // ISO 3166 alpha-2, or 001 (no single country); zeros: not known
  NumberType type = NumberType::kUnknown;

  static NumberClass in(std::string_view region, NumberType type = NumberType::kUnknown);
  std::string_view country() const;  // the region as text; empty: not known
  bool operator==(NumberClass const&) const = default;
};

struct ClassedNumber {
  base::PhoneNumber number;
  NumberClass number_class;
  std::string extension{};  // digits that are sent when the call was answered; empty: none
  bool operator==(ClassedNumber const&) const = default;
};

}  // namespace callbackd::core
