#include "edge/number_plan.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "edge/phone_numbers.hpp"

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;
using Countries = std::vector<std::string>;

// parse_phone() asks the plan first, unless the text is not quite E.164: a space in it.
bool libphonenumber_agrees(base::PhoneNumber number, std::string text, Countries countries) {
  text.insert(text.size() - 1, " ");
  auto const parsed = parse_phone(text, {"", std::move(countries), {}});
  auto const* said = std::get_if<base::PhoneNumber>(&parsed);
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

TEST_CASE("whatever the plan lets through, libphonenumber lets through as well") {
  std::set<int> supported;
  pn::PhoneNumberUtil::GetInstance()->GetSupportedCallingCodes(&supported);
  std::vector<int> codes(supported.begin(), supported.end());
  codes.insert(codes.end(), 60, 1);  // twenty-five regions share it
  std::mt19937_64 random{20261123};
  std::size_t decided = 0;
  for (int round = 0; round < 30'000; ++round) {
    auto const text = random_number(random, codes);
    for (auto const& countries : {Countries{}, Countries{"US", "GB", "RU", "IT"}}) {
      auto const number = plainly_callable(text, countries);
      if (!number) continue;
      ++decided;
      INFO(text);
      REQUIRE(libphonenumber_agrees(*number, text, countries));
    }
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
    auto const number = plainly_callable(text, {});
    if (!number) continue;
    ++decided;
    INFO(text);
    REQUIRE(libphonenumber_agrees(*number, text, {}));
    if (plainly_callable(text, {region})) ++located;
  }
  CHECK(decided > regions.size() * 85 / 100);
  CHECK(located > decided * 95 / 100);
}

TEST_CASE("the plan never decides what is premium-rate, too short, too long or not E.164") {
  for (auto const* text : {"+19002345678", "+4490", "+1202555012", "+120255501234", "12025550123",
                           "+1 202 555 0123", "+", "", "+0123456789", "+9991234567",
                           "+440207946001", "+12025550123x1", "+1202555012345678"}) {
    INFO(text);
    CHECK_FALSE(plainly_callable(text, {}));
  }
  CHECK_FALSE(plainly_callable("+12025550123", {"GB"}));
  CHECK(plainly_callable("+12025550123", {"GB", "US"}) == base::PhoneNumber{12025550123});
}

}  // namespace callbackd::edge
