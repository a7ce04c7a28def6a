#include "base/uuid.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace callbackd::base;
using namespace std::chrono_literals;

namespace {

constexpr Uuid kSample{.high = 0x0197'f0e1'd2c3'7abc, .low = 0x8123'4567'89ab'cdef};
constexpr auto kSampleText = "0197f0e1-d2c3-7abc-8123-456789abcdef";

}  // namespace

TEST_CASE("a UUID is written as 36 lower-case characters") {
  CHECK(to_text(kSample) == kSampleText);
  CHECK(to_text(Uuid{}) == "00000000-0000-0000-0000-000000000000");
  CHECK(Uuid{}.is_nil());
  CHECK_FALSE(kSample.is_nil());
}

TEST_CASE("a UUID's bytes are big-endian") {
  auto const bytes = kSample.bytes();
  CHECK(bytes[0] == 0x01);
  CHECK(bytes[1] == 0x97);
  CHECK(bytes[7] == 0xbc);
  CHECK(bytes[8] == 0x81);
  CHECK(bytes[15] == 0xef);
}

TEST_CASE("version 7 holds the milliseconds, the version, the variant and the given bits") {
  Instant const at{0x0197'f0e1'd2c3ms + 999us};
  CHECK(make_uuid7(at, 0xabc, 0x0123'4567'89ab'cdef) == kSample);
  auto const ones = make_uuid7(at, ~0ULL, ~0ULL);
  CHECK(to_text(ones) == "0197f0e1-d2c3-7fff-bfff-ffffffffffff");
  auto const zeros = make_uuid7(at, 0, 0);
  CHECK(to_text(zeros) == "0197f0e1-d2c3-7000-8000-000000000000");
}

TEST_CASE("version 7 ids of later milliseconds sort later, as values and as text") {
  CHECK(rc::check([](std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
    auto const first = *rc::gen::inRange<std::int64_t>(0, 0xFFFF'FFFF'FFF0);
    auto const step = *rc::gen::inRange<std::int64_t>(1, 16);
    auto const early = make_uuid7(Instant{std::chrono::milliseconds{first}}, a, b);
    auto const late = make_uuid7(Instant{std::chrono::milliseconds{first + step}}, c, d);
    RC_ASSERT(early < late);
    RC_ASSERT(to_text(early) < to_text(late));
  }));
}

TEST_CASE("any UUID survives its text") {
  CHECK(uuid_from_text(kSampleText) == kSample);
  CHECK(rc::check([](std::uint64_t high, std::uint64_t low) {
    Uuid const id{high, low};
    RC_ASSERT(uuid_from_text(to_text(id)) == id);
  }));
}

TEST_CASE("malformed UUID text is refused") {
  auto const text = GENERATE(
      "", "0197f0e1", "0197F0E1-d2c3-7abc-8123-456789abcdef", "0197f0e1-d2c3-7abc-8123-456789abcde",
      "0197f0e1-d2c3-7abc-8123-456789abcdef0", "0197f0e1d2c3-7abc-8123-456789abcdef-",
      "0197f0e1-d2c3-7abc-8123-456789abcdeg", "{197f0e1-d2c3-7abc-8123-456789abcde}",
      "0197f0e1-d2c3-7abc-8123-4567-9abcdef", "0197f0e1-d2c3-7abc-8123 456789abcdef");
  CAPTURE(text);
  CHECK_FALSE(uuid_from_text(text).has_value());
}

TEST_CASE("text with a NUL inside is not a UUID") {
  std::string text = kSampleText;
  text[3] = '\0';
  CHECK_FALSE(uuid_from_text(text).has_value());
}
