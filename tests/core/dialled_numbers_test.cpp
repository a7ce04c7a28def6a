// Tests DialledNumbers, which counts how often a number was dialled within a day.
#include "core/state/dialled_numbers.hpp"

#include <catch2/catch.hpp>

namespace callbackd::core {
namespace {

using namespace std::chrono_literals;
using Stage = DialledNumbers::Stage;

constexpr base::Instant kStart{std::chrono::sys_days{std::chrono::year{2027} / 3 / 1}};
constexpr base::HashKey kHashKey{1, 2};
constexpr base::PhoneNumber kNumber{442071830001};
constexpr base::PhoneNumber kOther{442071830002};

TEST_CASE("a number is free until so many calls lie in a day") {
  DialledNumbers dialled{kHashKey};
  CHECK(dialled.free_at(kNumber, 2, Stage::kDialled, kStart) == kStart);
  dialled.begin(kNumber, kStart, Stage::kDialled);
  CHECK(dialled.free_at(kNumber, 2, Stage::kDialled, kStart) == kStart);
  dialled.begin(kNumber, kStart + 3h, Stage::kDialled);
  CHECK(dialled.free_at(kNumber, 2, Stage::kDialled, kStart + 3h) == kStart + 24h);
  CHECK(dialled.free_at(kOther, 2, Stage::kDialled, kStart + 3h) == kStart + 3h);
  auto const freed = kStart + 24h;
  CHECK(dialled.free_at(kNumber, 2, Stage::kDialled, freed - 1us) == freed);
  CHECK(dialled.free_at(kNumber, 2, Stage::kDialled, freed) == freed);
}

TEST_CASE("after a lower limit all calls but so many have to leave the day") {
  DialledNumbers dialled{kHashKey};
  for (auto const at : {0h, 1h, 2h, 3h}) dialled.begin(kNumber, kStart + at, Stage::kDialled);
  CHECK(dialled.free_at(kNumber, 1, Stage::kDialled, kStart + 4h) == kStart + 27h);
  CHECK(dialled.free_at(kNumber, 3, Stage::kDialled, kStart + 4h) == kStart + 25h);
  CHECK(dialled.free_at(kNumber, 0, Stage::kDialled, kStart + 4h) == kStart + 4h);
}

TEST_CASE(
    "a call that rings only at the agent's phone counts for other calls alone, and not for long") {
  DialledNumbers dialled{kHashKey};
  dialled.begin(kNumber, kStart, Stage::kRinging);
  CHECK(dialled.free_at(kNumber, 1, Stage::kRinging, kStart) == kStart + 24h);
  CHECK(dialled.free_at(kNumber, 1, Stage::kDialled, kStart) == kStart);
  SECTION("it goes on to the contact") {
    dialled.note_dialled(kNumber, kStart);
    dialled.note_never_dialled(kNumber, kStart);  // this comes too late: the number was dialled
    CHECK(dialled.free_at(kNumber, 1, Stage::kDialled, kStart) == kStart + 24h);
  }
  SECTION("it never did") {
    dialled.note_never_dialled(kNumber, kStart);
    dialled.note_never_dialled(kOther, kStart);
    CHECK(dialled.free_at(kNumber, 1, Stage::kRinging, kStart) == kStart);
  }
}

TEST_CASE("of so many numbers those used last are remembered") {
  RecentNumbers<int> recent{2, kHashKey};
  recent.use(kNumber) = 1;
  recent.use(kOther) = 2;
  recent.use(kNumber) = 3;
  recent.use({7}) = 4;
  CHECK(recent.size() == 2);
  CHECK(!recent.find(kOther));
  REQUIRE(recent.find(kNumber));
  CHECK(*recent.find(kNumber) == 3);
  REQUIRE(recent.oldest());
  CHECK(*recent.oldest() == 3);
}

}  // namespace
}  // namespace callbackd::core
