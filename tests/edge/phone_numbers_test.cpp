#include "edge/phone_numbers.hpp"

#include <catch2/catch.hpp>

namespace callbackd::edge {
namespace {

using core::NumberType;

std::string e164(std::string_view text, std::string const& region = {}) {
  auto const parsed = parse_phone(text, region);
  auto const* number = std::get_if<core::ClassedNumber>(&parsed);
  return number == nullptr ? "" : base::to_text(number->number);
}

std::string extension_of(std::string_view text, std::string const& region) {
  auto const parsed = parse_phone(text, region);
  auto const* number = std::get_if<core::ClassedNumber>(&parsed);
  return number == nullptr ? "" : number->extension;
}

std::string rule(std::string_view text, std::string const& region = {}) {
  auto const parsed = parse_phone(text, region);
  auto const* problem = std::get_if<PhoneProblem>(&parsed);
  return problem == nullptr ? std::string{} : std::string{problem->rule};
}

core::NumberClass class_of(std::string_view text) {
  return std::get<core::ClassedNumber>(parse_phone(text, "")).number_class;
}

}  // namespace

TEST_CASE("numbers as people write them become E.164") {
  CHECK(e164("+1 202 555 0123") == "+12025550123");
  CHECK(e164("+44 (0)20 7946 0018") == "+442079460018");
  CHECK(e164("020 7946 0018", "GB") == "+442079460018");
  CHECK(e164("+49\u00a030/2312510") == "+49302312510");
  CHECK(e164("＋４４２０７９４６００１８") == "+442079460018");
  CHECK(e164("\u202a+44 20 7946 0018\u202c") == "+442079460018");  // copied from contacts
  CHECK(e164("\u200e+44 20 7946 0018\ufeff") == "+442079460018");
}

TEST_CASE("the exchange 976 is premium rate in every area code of the North American plan") {
  for (auto const* text : {"+12129762345", "+1 (416) 976-2345", "+1 212 976 2345"}) {
    INFO(text);
    CHECK(class_of(text).type == NumberType::kPremiumRate);
  }
  CHECK(classify(base::PhoneNumber{12129762345}).type == NumberType::kPremiumRate);
  CHECK(class_of("+12129762345").country() == "US");
  CHECK(class_of("+12125559761").type == NumberType::kFixedLineOrMobile);
  CHECK(class_of("+19762345678").type !=
        NumberType::kPremiumRate);  // 976 is the area code here, not the exchange
  for (auto const* free : {"+18009761234", "+18889761234", "+18339761234"}) {
    INFO(free);
    CHECK(class_of(free).type == NumberType::kTollFree);
  }
  CHECK(class_of("+442079460976").type != NumberType::kPremiumRate);
}

TEST_CASE("without a default region a number needs its country code") {
  CHECK(rule("020 7946 0018") == "format");
}

TEST_CASE("a text that is no number, too short or too long is refused") {
  CHECK(rule("abc") == "format");
  CHECK(rule("") == "format");
  CHECK(rule("+44") == "format");
  CHECK(rule("+1 202 555 01") == "impossible");
  CHECK(rule("+44 20 7946") == "impossible");  // without its area code
  CHECK(rule(std::string(101, '1')) == "format");
}

TEST_CASE("an extension is kept apart from the number") {
  struct Case {
    char const* text;
    char const* number;
    char const* extension;
  };
  for (auto const& [text, number, extension] : {
           Case{"+44 20 7946 0018 ext 12", "+442079460018", "12"},
           Case{"+44 20 7946 0018 ext. 012", "+442079460018", "012"},
           Case{"+44 20 7946 0018 EXTENSION 12", "+442079460018", "12"},
           Case{"+44 20 7946 0018 extension: 12", "+442079460018", "12"},
           Case{"+44 20 7946 0018 x12", "+442079460018", "12"},
           Case{"+44 20 7946 0018x12", "+442079460018", "12"},
           Case{"+44 20 7946 0018 X 12", "+442079460018", "12"},
           Case{"+44-20-7946-0018;ext=12", "+442079460018", "12"},
           Case{"020 7946 0018 ext 12", "+442079460018", "12"},
           Case{"+442079460018,,12", "+442079460018", "12"},
           Case{"+442079460018;12", "+442079460018", "12"},
           Case{"+44 20 7946 0018 #12", "+442079460018", "12"},
           Case{"+44 20 7946 0018 (ext 12)", "+442079460018", "12"},
           Case{"+7 495 123-45-67 доб. 12", "+74951234567", "12"},
           Case{"＋４４２０７９４６００１８ｘ１２", "+442079460018", "12"},
           Case{"1-800-FLOWERS ext 12", "", ""},  // no number of the region
           Case{"+1-800-FLOWERS ext 12", "+18003569377", "12"},
           Case{"+44 20 7946 0018 ext 123456789012345", "+442079460018", "123456789012345"},
       }) {
    INFO(text);
    CHECK(e164(text, "GB") == number);
    CHECK(extension_of(text, "GB") == extension);
  }
}

TEST_CASE("a text that only looks like an extension is refused") {
  for (auto const* text :
       {"+49 30 2312510 (Axel) ext 12", "+44 20 7946 O123 ext 12", "+44 20 7946 0018 ext 12 Axel",
        "+44 20 7946 0018 max12", "+44 20 7946 0018 Axel x12", "+44 20 7946 0018 ext",
        "+44 20 7946 0018 ext Axel", "+44 20 7946 0018 x12/x13", "+44 20 7946 0018 #12/13",
        "+44 20 7946 0018 ext 1234567890123456", "+44 20 7946 0018 ext 123456789012345678901",
        "+44 20 7946 0018 room 12", "ext 12", "x12", "+44 20 7946 0018 ext -12 x"}) {
    INFO(text);
    CHECK(rule(text, "GB") == "format");
  }
}

TEST_CASE("letters are no digits, wherever they stand") {
  for (auto const* text : {"+49 30 2312510 (Axel)", "+44 20 7946 O123", "Axel +49 30 23125102",
                           "+49 30 23125102 Axel", "+44 20 7946 012З", "Ж +44 20 7946 0123",
                           "+44 20 7946 0123 o", "+1 202 FLOWERS", "+1 800 356 9377 (FLO)"}) {
    INFO(text);
    CHECK(rule(text) == "format");
  }
}

TEST_CASE("a vanity number of a toll-free prefix is dialled as on a keypad") {
  CHECK(e164("1-800-FLOWERS", "US") == "+18003569377");
  CHECK(e164("+1 800 flowers") == "+18003569377");
  CHECK(e164("(800) FLOWERS", "US") == "+18003569377");
  CHECK(e164("1-800-GO-FEDEX", "US") == "+18004633339");
  CHECK(e164("1-800-CAR-2-GOO", "US") == "+18002272466");
  CHECK(e164("1-800-356-WERS", "US") == "+18003569377");
  CHECK(e164("0800 CALL-NOW", "GB") == "+448002255669");
  CHECK(e164("0800-FLOWERS", "DE") == "+498003569377");
}

TEST_CASE("a name beside a toll-free number is no part of it") {
  for (auto const* text :
       {"+49 800 1234 Max", "+49 800 1234567 Max", "+49 800 1234567-Max", "+49 800 1234567Max",
        "Axel 0800 1234567", "Max 0800 FLOWERS", "0800 FLOWERS Max", "0800 1234567 (Axel)",
        "+1 800 356 9377 Bob", "tel:+1 800 356 9377", "0800 MAX 123", "0800 Max Bob",
        "+49 800 1234567 Max 12", "1-800-FLOWERS/12"}) {
    INFO(text);
    CHECK(rule(text, "DE") == "format");
  }
}

TEST_CASE("text behind a whole number is never read as more of its digits") {
  for (auto const* text :
       {"+49 30 2312510/12", "+49 30/2312510/12", "+49 30 2312510 (12)", "+49 30 2312510 *12",
        "030 2312510*12", "+49 30 2312510~12", "+49 30 2312510 [12]", "030/2312510 / 030/2312511",
        "(030) 2312510 (0)", "+49 30 2312510 +12", "*67 030 2312510", "#31#030 2312510",
        "+49 30 2312510／12", "+49 30 2312510（12）", "030 2312510:12", "030 2312510\n12"}) {
    INFO(text);
    CHECK(rule(text, "DE") == "format");
  }
  CHECK(rule("020 7946 0018/9", "GB") == "format");
  CHECK(rule("(202) 555-0123 (12)", "US") == "format");
}

TEST_CASE("digits before a whole number are never read as its first ones") {
  for (auto const* text : {"2. 0171 1234567", "(1) 030 2312510", "1) 030 2312510",
                           "(12) 030 2312510", "2. +49 30 2312510", "7: 030 2312510"}) {
    INFO(text);
    CHECK(rule(text, "DE") == "format");
  }
}

TEST_CASE("signs that people write within a number are read") {
  for (auto const* text : {"(030) 2312510", "030/2312510", "0 30 - 23 12 51-0", "+49 (0)30 2312510",
                           "+49 (30) 23125-10", "030 / 231 25 10", "(0)30/2312510",
                           "0049 (0) 30 / 2312510", "030.2312510", "(+49) 030 2312510"}) {
    INFO(text);
    CHECK(e164(text, "DE") == "+49302312510");
  }
  CHECK(e164("+44 (0)20 7946 0018", "GB") == "+442079460018");
  CHECK(e164("020 7946-0018", "GB") == "+442079460018");
  CHECK(e164("8 (495) 123-45-67", "RU") == "+74951234567");
  CHECK(e164("033203/12345", "DE") == "+493320312345");
  CHECK(e164("01/5139320-12", "AT") == "+431513932012");  // behind a hyphen: the direct line
}

TEST_CASE("a number comes with its country and its type") {
  CHECK(class_of("+447400123456") == core::NumberClass::in("GB", NumberType::kMobile));
  CHECK(class_of("+442079461234") == core::NumberClass::in("GB", NumberType::kFixedLine));
  CHECK(class_of("+1 900 234 5678") == core::NumberClass::in("US", NumberType::kPremiumRate));
  CHECK(class_of("+447012345678").type == NumberType::kPersonalNumber);
  CHECK(class_of("+870773111632").country() == "001");
  CHECK(class_of("+18765551234").country() == "JM");
}

TEST_CASE("a number that is possible but not in service is of its country, and its type unknown") {
  CHECK(class_of("+1 900 000 0000") == core::NumberClass::in("US"));
  CHECK(class_of("+449299123456") == core::NumberClass::in("GB"));
}

TEST_CASE("a number that waits is classified as one that comes in") {
  for (auto const* text : {"+447400123456", "+19002345678", "+870773111632", "+449299123456"}) {
    INFO(text);
    CHECK(classify(*base::phone_from_e164(text)) == class_of(text));
  }
  CHECK(classify({}) == core::NumberClass{});
}

}  // namespace callbackd::edge
