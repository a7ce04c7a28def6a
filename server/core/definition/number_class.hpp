// NumberClass: the type of a phone number and its country. The core gets it together with the
// number, because it has no number plans itself: only the edge asks libphonenumber. Values; any
// thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/ids.hpp"

namespace callbackd::core {

// The types as libphonenumber names them.
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
// In the order of the enum.
inline constexpr std::array<std::pair<std::string_view, NumberType>, 12> kNumberTypes{{
    {"fixed_line", NumberType::kFixedLine},
    {"mobile", NumberType::kMobile},
    {"fixed_line_or_mobile", NumberType::kFixedLineOrMobile},
    {"toll_free", NumberType::kTollFree},
    {"premium_rate", NumberType::kPremiumRate},
    {"shared_cost", NumberType::kSharedCost},
    {"voip", NumberType::kVoip},
    {"personal_number", NumberType::kPersonalNumber},
    {"pager", NumberType::kPager},
    {"uan", NumberType::kUan},
    {"voicemail", NumberType::kVoicemail},
    {"unknown", NumberType::kUnknown},
}};
static_assert(kNumberTypes.size() == static_cast<std::size_t>(NumberType::kUnknown) + 1);
std::string_view to_text(NumberType type);

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
