#include "edge/phone_numbers.hpp"

#include <catch2/catch.hpp>

namespace callbackd::edge {
namespace {

std::string e164(std::string_view text, PhonePolicy const& policy = {}) {
  auto const parsed = parse_phone(text, policy);
  auto const* number = std::get_if<base::PhoneNumber>(&parsed);
  return number == nullptr ? "" : base::to_text(*number);
}

std::string rule(std::string_view text, PhonePolicy const& policy = {}) {
  auto const parsed = parse_phone(text, policy);
  auto const* problem = std::get_if<PhoneProblem>(&parsed);
  return problem == nullptr ? "" : problem->rule;
}

}  // namespace

TEST_CASE("numbers as people write them become E.164") {
  CHECK(e164("+1 202 555 0123") == "+12025550123");
  CHECK(e164("+44 (0)20 7946 0018") == "+442079460018");
  CHECK(e164("020 7946 0018", {"GB", {}, {}}) == "+442079460018");
}

TEST_CASE("without a default region a number needs its country code") {
  CHECK(rule("020 7946 0018") == "format");
}

TEST_CASE("what is no number, too short or too long is refused") {
  CHECK(rule("abc") == "format");
  CHECK(rule("") == "format");
  CHECK(rule("+44") == "format");
  CHECK(rule("+1 202 555 01") == "impossible");
  CHECK(rule("+44 20 7946") == "impossible");  // without its area code
  CHECK(rule(std::string(41, '1')) == "format");
}

TEST_CASE("a number with an extension is refused") {
  CHECK(rule("+1 202 555 0123 ext. 12") == "format");
}

TEST_CASE("premium-rate numbers are refused") {
  CHECK(rule("+1 900 234 5678") == "premium_rate");
}

TEST_CASE("a site calls only its countries") {
  PhonePolicy const policy{"", {"GB", "DE"}, {}};
  CHECK(e164("+44 20 7946 0018", policy) == "+442079460018");
  CHECK(rule("+1 202 555 0123", policy) == "country");
}

TEST_CASE("a blocked number is refused however it is written") {
  PhonePolicy const policy{"GB", {}, {base::PhoneNumber{442079460018}}};
  CHECK(rule("020 7946 0018", policy) == "blocked");
  CHECK(rule("+44-20-7946-0018", policy) == "blocked");
}

}  // namespace callbackd::edge
