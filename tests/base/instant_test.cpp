#include "base/instant.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace callbackd::base;
using namespace std::chrono_literals;

namespace {

constexpr Instant kSpring = std::chrono::sys_days{std::chrono::March / 14 / 2027} + 9h;

// Draws a number from the whole range in every run. Without `resize`, rapidcheck would draw only
// small numbers in its first runs.
template <typename Number>
Number between(Number low, Number high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(low, high));
}

}  // namespace

TEST_CASE("an instant is written in UTC with milliseconds, the rest trimmed") {
  CHECK(to_rfc3339(kSpring) == "2027-03-14T09:00:00.000Z");
  CHECK(to_rfc3339(kSpring + 123'999us) == "2027-03-14T09:00:00.123Z");
  CHECK(to_rfc3339(Instant{}) == "1970-01-01T00:00:00.000Z");
  CHECK(to_rfc3339(Instant{} - 1us) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("instants beyond four digits of year are written as the nearest end") {
  CHECK(to_rfc3339(kNever) == "9999-12-31T23:59:59.999Z");
  CHECK(to_rfc3339(Instant::min()) == "0000-01-01T00:00:00.000Z");
}

TEST_CASE("RFC 3339 text is read with Z, offsets and fractions") {
  CHECK(from_rfc3339("2027-03-14T09:00:00Z") == kSpring);
  CHECK(from_rfc3339("2027-03-14t09:00:00z") == kSpring);
  CHECK(from_rfc3339("2027-03-14T05:00:00-04:00") == kSpring);
  CHECK(from_rfc3339("2027-03-14T14:45:00+05:45") == kSpring);
  CHECK(from_rfc3339("2027-03-14T09:00:00.5Z") == kSpring + 500ms);
  CHECK(from_rfc3339("2027-03-14T09:00:00.000007Z") == kSpring + 7us);
  CHECK(from_rfc3339("2027-03-14T09:00:00.123456789Z") == kSpring + 123'456us);
  CHECK(from_rfc3339("2028-02-29T00:00:00Z").has_value());
}

TEST_CASE("malformed RFC 3339 text is refused") {
  auto const text = GENERATE(
      "", "2027", "2027-03-14", "2027-03-14T09:00Z", "2027-03-14T09:00:00", "2027-03-14 09:00:00Z",
      "2027-03-14T09:00:00.Z", "2027-03-14T09:00:00.1234567890Z", "2027-03-14T09:00:00Z ",
      " 2027-03-14T09:00:00Z", "2027-3-14T09:00:00Z", "2027-13-14T09:00:00Z",
      "2027-00-14T09:00:00Z", "2027-02-29T09:00:00Z", "2027-03-00T09:00:00Z",
      "2027-03-14T24:00:00Z", "2027-03-14T09:60:00Z", "2027-03-14T09:00:60Z",
      "2027-03-14T09:00:00+24:00", "2027-03-14T09:00:00+05:60", "2027-03-14T09:00:00+0530",
      "2027-03-14T09:00:00+-5:30", "2027-03-14T09:00:00,5Z", "+027-03-14T09:00:00Z",
      "02027-03-14T09:00:00Z", "2027-03-14T09:00:00ZZ", "2027-03-14T-9:00:00Z");
  CAPTURE(text);
  CHECK_FALSE(from_rfc3339(text).has_value());
}

TEST_CASE("any instant of the four-digit years survives its text to the millisecond") {
  CHECK(rc::check([] {
    auto const millis = between<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000);
    Instant const at{std::chrono::milliseconds{millis}};
    RC_ASSERT(from_rfc3339(to_rfc3339(at)) == at);
  }));
}

TEST_CASE("no text at all makes the reader misbehave") {
  CHECK(rc::check([](std::string const& text) { from_rfc3339(text); }));
  CHECK(rc::check([] {
    std::string text = "2027-03-14T09:00:00.123456+05:30";
    text[between<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    text.resize(between<std::size_t>(0, text.size() + 1));
    if (auto const at = from_rfc3339(text)) RC_ASSERT(from_rfc3339(to_rfc3339(*at)).has_value());
  }));
}
