#include "base/ids.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace callbackd::base;

namespace {

constexpr CallbackId kCallback{Uuid{0x0197'f0e1'd2c3'7abc, 0x8123'4567'89ab'cdef}};
std::string const kText = "0197f0e1-d2c3-7abc-8123-456789abcdef";

}  // namespace

TEST_CASE("ids are written as the callback's UUID, a letter and a number") {
  CHECK(to_text(kCallback) == kText);
  CHECK(to_text(OfferId{kCallback, 3}) == kText + "-o3");
  CHECK(to_text(InteractionId{kCallback, 1}) == kText + "-i1");
  CHECK(to_text(AttemptId{kCallback, 4294967295}) == kText + "-a4294967295");
}

TEST_CASE("any id survives its text and is not read as another kind") {
  CHECK(rc::check([](std::uint64_t high, std::uint64_t low) {
    CallbackId const callback{Uuid{high, low}};
    auto const number = *rc::gen::inRange<std::uint32_t>(1, 0xFFFF'FFFF);
    OfferId const offer{callback, number};
    InteractionId const interaction{callback, number};
    RC_ASSERT(callback_id_from_text(to_text(callback)) == callback);
    RC_ASSERT(offer_id_from_text(to_text(offer)) == offer);
    RC_ASSERT(interaction_id_from_text(to_text(interaction)) == interaction);
    RC_ASSERT(!offer_id_from_text(to_text(interaction)));
    RC_ASSERT(!interaction_id_from_text(to_text(offer)));
    RC_ASSERT(!callback_id_from_text(to_text(offer)));
  }));
}

TEST_CASE("malformed offer ids are refused") {
  std::string const tail =
      GENERATE("", "-", "-o", "o1", "-o0", "-o01", "-o-1", "-o+1", "-o1 ", "-o 1", "-O1", "-x1",
               "-o4294967296", "-o99999999999999999999", "-o1x", "_o1");
  CAPTURE(tail);
  CHECK_FALSE(offer_id_from_text(kText + tail).has_value());
}

TEST_CASE("an id without its UUID is refused") {
  CHECK_FALSE(offer_id_from_text("").has_value());
  CHECK_FALSE(offer_id_from_text("-o1").has_value());
  CHECK_FALSE(interaction_id_from_text("0197f0e1-i1").has_value());
  CHECK_FALSE(callback_id_from_text("cb").has_value());
}

TEST_CASE("phone numbers are written and read in E.164") {
  CHECK(to_text(PhoneNumber{12025550123}) == "+12025550123");
  CHECK(phone_from_e164("+12025550123") == PhoneNumber{12025550123});
  CHECK(phone_from_e164("+999999999999999") == PhoneNumber{999'999'999'999'999});
  CHECK(to_text(PhoneNumber{}).empty());
}

TEST_CASE("a number that is not E.164 is refused") {
  auto const text = GENERATE("", "+", "12025550123", "+0", "+0123", "+1 202", "+1234567890123456",
                             "++1", "+-1", "+1x", "+12025550123 ");
  CAPTURE(text);
  CHECK_FALSE(phone_from_e164(text).has_value());
}

TEST_CASE("equal callback ids hash alike") {
  CHECK(std::hash<CallbackId>{}(kCallback) == std::hash<CallbackId>{}(CallbackId{kCallback}));
}
