// Tests example numbers of every region and kind. A number can be read in every usual way of
// writing it. Text behind or beside a number never turns it into a different number.
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <array>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "edge/phone_numbers.hpp"

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;
using Util = pn::PhoneNumberUtil;

struct Example {
  pn::PhoneNumber number;
  std::string region;
  std::string e164;

  std::string as(Util::PhoneNumberFormat format) const {
    std::string text;
    Util::GetInstance()->Format(number, format, &text);
    return text;
  }
};

std::vector<Example> examples(std::vector<Util::PhoneNumberType> const& types) {
  std::set<std::string> regions;
  auto const& util = *Util::GetInstance();
  util.GetSupportedRegions(&regions);
  std::vector<Example> all;
  for (auto const& region : regions) {
    for (auto const type : types) {
      pn::PhoneNumber number;
      if (!util.GetExampleNumberForType(region, type, &number) || !util.IsValidNumber(number)) {
        continue;
      }
      Example example{number, region, {}};
      example.e164 = example.as(Util::E164);
      all.push_back(std::move(example));
    }
  }
  return all;
}

std::vector<Example> ordinary() {
  return examples({Util::FIXED_LINE, Util::MOBILE, Util::TOLL_FREE, Util::VOIP});
}

core::ClassedNumber const* read(std::variant<core::ClassedNumber, PhoneProblem> const& parsed) {
  return std::get_if<core::ClassedNumber>(&parsed);
}

// Checks that the text is refused, or is read as the example's number with an extension.
void never_another(std::string const& text, Example const& example) {
  auto const parsed = parse_phone(text, example.region);
  auto const* const number = read(parsed);
  if (number == nullptr) return;
  INFO(example.region << " " << example.e164 << " written " << text);
  REQUIRE(base::to_text(number->number) == example.e164);
  REQUIRE_FALSE(number->extension.empty());
}

}  // namespace

TEST_CASE("a number is read as its country writes it") {
  std::size_t read_well = 0;
  auto const all = ordinary();
  for (auto const& example : all) {
    for (auto const format : {Util::INTERNATIONAL, Util::NATIONAL, Util::E164}) {
      auto const text = example.as(format);
      auto const parsed = parse_phone(text, example.region);
      auto const* const number = read(parsed);
      INFO(example.region << " " << example.e164 << " written " << text);
      REQUIRE(number != nullptr);
      REQUIRE(base::to_text(number->number) == example.e164);
      REQUIRE(number->extension.empty());
      ++read_well;
    }
  }
  CHECK(read_well > 1'500);
}

TEST_CASE("an area code may stand in parentheses, or before a slash") {
  auto const& util = *Util::GetInstance();
  std::size_t with_area = 0;
  for (auto const& example : examples({Util::FIXED_LINE})) {
    auto const length = util.GetLengthOfGeographicalAreaCode(example.number);
    std::string national;
    util.GetNationalSignificantNumber(example.number, &national);
    if (length <= 0 || static_cast<std::size_t>(length) + 4 > national.size()) continue;
    auto const area = national.substr(0, static_cast<std::size_t>(length));
    auto const rest = national.substr(static_cast<std::size_t>(length));
    auto const code = "+" + std::to_string(example.number.country_code());
    if (example.number.italian_leading_zero()) continue;
    for (auto const& text : {code + " (" + area + ") " + rest, code + " " + area + "/" + rest,
                             "(" + code + ") " + area + " / " + rest}) {
      auto const parsed = parse_phone(text, example.region);
      INFO(example.region << " " << example.e164 << " written " << text);
      REQUIRE(read(parsed) != nullptr);
      REQUIRE(base::to_text(read(parsed)->number) == example.e164);
    }
    ++with_area;
  }
  CHECK(with_area > 60);
}

TEST_CASE("German area codes of every length may stand before a slash") {
  auto const& util = *Util::GetInstance();
  std::mt19937_64 random{20270314};
  std::size_t valid = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string national(1, static_cast<char>('2' + random() % 8));
    auto const digits = 5 + random() % 6;
    for (std::size_t i = 0; i < digits; ++i) national += static_cast<char>('0' + random() % 10);
    pn::PhoneNumber number;
    if (util.Parse("0" + national, "DE", &number) != Util::NO_PARSING_ERROR) continue;
    auto const length = util.GetLengthOfGeographicalAreaCode(number);
    if (!util.IsValidNumber(number) || length <= 0) continue;
    ++valid;
    auto const at = static_cast<std::size_t>(length);
    auto const text = "0" + national.substr(0, at) + "/" + national.substr(at);
    auto const parsed = parse_phone(text, "DE");
    INFO(text);
    REQUIRE(read(parsed) != nullptr);
    REQUIRE(base::to_text(read(parsed)->number) == "+49" + national);
  }
  CHECK(valid > 1'000);
}

TEST_CASE("with any sign and digits behind it a valid number is that number or none") {
  std::vector<std::string> signs;
  for (char c = '!'; c <= '~'; ++c) {
    bool const alone = (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (!alone) signs.emplace_back(1, c);
  }
  for (auto const* sign :
       {"／",     "（", "）", "［", "］", "＊",  "＃",  "～",        "⁓",  "∼",  "\t", "\n",
        "\u200e", "、", "·",  "•",  "→",  "ext", "доб", "extensión", ",,", ";;", "//", "()"}) {
    signs.emplace_back(sign);
  }
  std::array<std::string, 4> const digits{"1", "12", "123", "4567"};
  std::size_t tried = 0;
  for (auto const& example : ordinary()) {
    for (auto const format : {Util::E164, Util::NATIONAL}) {
      auto const text = example.as(format);
      for (auto const& sign : signs) {
        auto const& more = digits[tried++ % digits.size()];
        never_another(text + sign + more, example);
        never_another(text + " " + sign + " " + more, example);
        never_another(text + " " + sign + more + ")", example);
      }
    }
  }
}

TEST_CASE("letters beside a valid number, toll-free or not, are refused") {
  for (auto const& example : ordinary()) {
    for (auto const format : {Util::E164, Util::INTERNATIONAL, Util::NATIONAL}) {
      auto const text = example.as(format);
      for (std::string const name : {"Max", "Axel", "REVERSE", "Ana-Lena", "GO-FEDEX"}) {
        for (auto const& written : {text + " " + name, text + name, text + "-" + name,
                                    text + " (" + name + ")", name + " " + text, name + text}) {
          INFO(example.region << " written " << written);
          REQUIRE(read(parse_phone(written, example.region)) == nullptr);
        }
      }
    }
  }
}

}  // namespace callbackd::edge
