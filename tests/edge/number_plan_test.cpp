#include "edge/number_plan.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "edge/phone_numbers.hpp"

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;

// Returns whether libphonenumber gives the same result for this number as our number plan.
// parse_phone() asks our plan first, but only for a text in E.164. With a space in it the text is
// not in E.164, so parse_phone() asks libphonenumber.
bool libphonenumber_agrees(core::ClassedNumber const& number, std::string text) {
  text.insert(text.size() - 1, " ");
  auto const parsed = parse_phone(text, "");
  auto const* said = std::get_if<core::ClassedNumber>(&parsed);
  return said != nullptr && *said == number;
}

std::string random_number(std::mt19937_64& random, std::vector<int> const& codes) {
  auto text = "+" + std::to_string(codes[random() % codes.size()]);
  auto const digits = 4 + random() % 9;
  for (std::size_t i = 0; i < digits; ++i) text += static_cast<char>('0' + random() % 10);
  return text;
}

std::string example_of(std::string const& region) {
  pn::PhoneNumber number;
  std::string text;
  auto const& util = *pn::PhoneNumberUtil::GetInstance();
  if (util.GetExampleNumber(region, &number)) {
    util.Format(number, pn::PhoneNumberUtil::E164, &text);
  }
  return text;
}

}  // namespace

TEST_CASE("in all that the plan decides libphonenumber agrees, in country and type as well") {
  std::set<int> supported;
  pn::PhoneNumberUtil::GetInstance()->GetSupportedCallingCodes(&supported);
  std::vector<int> codes(supported.begin(), supported.end());
  codes.insert(codes.end(), 60, 1);  // twenty-five regions share it
  std::mt19937_64 random{20261123};
  std::size_t decided = 0;
  for (int round = 0; round < 30'000; ++round) {
    auto const text = random_number(random, codes);
    auto const number = plain_number(text);
    if (!number) continue;
    ++decided;
    INFO(text);
    REQUIRE(libphonenumber_agrees(*number, text));
  }
  CHECK(decided > 3'000);
}

TEST_CASE("the plan decides the example numbers of nearly all regions, and knows where they are") {
  std::set<std::string> regions;
  pn::PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
  std::size_t decided = 0;
  std::size_t located = 0;
  for (auto const& region : regions) {
    auto const text = example_of(region);
    auto const number = plain_number(text);
    if (!number) continue;
    ++decided;
    INFO(text);
    REQUIRE(libphonenumber_agrees(*number, text));
    if (number->number_class.country() == region) ++located;
  }
  CHECK(decided > regions.size() * 85 / 100);
  CHECK(located > decided * 95 / 100);
}

TEST_CASE("the plan never decides what is too short, too long or not E.164") {
  for (auto const* text :
       {"+4490", "+1202555012", "+120255501234", "12025550123", "+1 202 555 0123", "+", "",
        "+0123456789", "+9991234567", "+440207946001", "+12025550123x1", "+1202555012345678"}) {
    INFO(text);
    CHECK_FALSE(plain_number(text));
  }
  CHECK(plain_number("+12025550123").value().number == base::PhoneNumber{12025550123});
  CHECK(plain_number("+19002345678").value().number_class.type == core::NumberType::kPremiumRate);
}

}  // namespace callbackd::edge
