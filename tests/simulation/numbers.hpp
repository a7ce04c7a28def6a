// The phone numbers of the simulated world. The last digit of a number decides its country and its
// type. Pure; any thread.
#pragma once
#include <string>

#include "core/definition/number_class.hpp"
#include "core/definition/site_definition.hpp"

namespace callbackd::simulation {

inline core::NumberClass class_of(base::PhoneNumber number) {
  constexpr std::uint64_t kPremium = 7;
  constexpr std::uint64_t kAbroad = 8;
  auto const last = number.digits % 10;
  if (last == kPremium) return core::NumberClass::in("GB", core::NumberType::kPremiumRate);
  return core::NumberClass::in(last == kAbroad ? "US" : "GB", core::NumberType::kFixedLine);
}

// Every third number has an extension.
inline std::string extension_of(base::PhoneNumber number) {
  return number.digits % 3 == 0 ? std::to_string(number.digits % 100) : std::string{};
}

inline core::ClassedNumber classed(std::uint64_t digits) {
  base::PhoneNumber const number{digits};
  return {number, class_of(number), extension_of(number)};
}

// Whether the rules in the definition's table [dialling] allow the number. Defined in
// dial_check.cpp.
bool passes(core::SiteDefinition const& site, base::PhoneNumber number);

}  // namespace callbackd::simulation
