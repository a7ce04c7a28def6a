#include "core/state/group_bits.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "core/state/group_counts.hpp"

using namespace callbackd::core;

namespace {

using Numbers = std::set<std::size_t>;

// Draws a number near a place where GroupBits begins a new word (64 numbers) or a new block (64
// words). So these edges are tested in every run.
std::size_t some_number() {
  auto const close = *rc::gen::element<std::size_t>(0, 62, 4'094, 8'190, 262'142);
  return close + *rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, 5));
}
int some_length() {
  return *rc::gen::resize(100, rc::gen::inRange(0, 60));
}

struct Pair {
  GroupBits bits;
  Numbers model;

  void change() {
    auto const number = some_number();
    if (*rc::gen::inRange(0, 3) > 0) {
      bits.set(number);
      model.insert(number);
    } else {
      bits.reset(number);
      model.erase(number);
    }
  }
};

Pair some_pair() {
  Pair pair;
  for (auto left = some_length(); left > 0; --left) pair.change();
  return pair;
}

Numbers common(Numbers const& a, Numbers const& b) {
  Numbers both;
  for (auto const one : a) {
    if (b.contains(one)) both.insert(one);
  }
  return both;
}
Numbers only_in(Numbers const& a, Numbers const& b) {
  Numbers only;
  for (auto const one : a) {
    if (!b.contains(one)) only.insert(one);
  }
  return only;
}

// Returns the numbers in the order in which a walk visits them, and checks that each is greater
// than the one before.
template <typename Walk>
Numbers walked(Walk walk) {
  Numbers seen;
  walk([&](std::size_t number) {
    // This is computed outside of the macro, because RC_ASSERT evaluates both sides of an `||`.
    bool const upwards = seen.empty() || *seen.rbegin() < number;
    RC_ASSERT(upwards);
    seen.insert(number);
    return true;
  });
  return seen;
}

}  // namespace

TEST_CASE("bits hold exactly what a set of numbers would") {
  CHECK(rc::check("set, reset, test, count", [] {
    Pair pair;
    for (auto left = some_length(); left > 0; --left) {
      pair.change();
      auto const asked = some_number();
      RC_ASSERT(pair.bits.test(asked) == pair.model.contains(asked));
      RC_ASSERT(pair.bits.count() == pair.model.size());
    }
    RC_ASSERT(walked([&](auto visit) { GroupBits::each_common(pair.bits, pair.bits, visit); }) ==
              pair.model);
  }));
}

TEST_CASE("bits that two sets have in common, or one has alone, are as with two sets of numbers") {
  CHECK(rc::check("common and alone", [] {
    auto const a = some_pair();
    auto const b = some_pair();
    auto const both = common(a.model, b.model);
    RC_ASSERT(walked([&](auto visit) { GroupBits::each_common(a.bits, b.bits, visit); }) == both);
    RC_ASSERT(GroupBits::any_common(a.bits, b.bits) == !both.empty());
    RC_ASSERT(GroupBits::count_common(a.bits, b.bits) == both.size());
    RC_ASSERT(walked([&](auto visit) { GroupBits::each_only_in(a.bits, b.bits, visit); }) ==
              only_in(a.model, b.model));
  }));
}

TEST_CASE("a walk over bits ends where it is told to") {
  CHECK(rc::check("early ends", [] {
    auto const a = some_pair();
    auto const b = some_pair();
    auto const most = static_cast<std::size_t>(some_length()) + 1;
    std::size_t calls = 0;
    auto const stop = [&](std::size_t) { return ++calls < most; };
    GroupBits::each_common(a.bits, b.bits, stop);
    RC_ASSERT(calls == std::min(most, common(a.model, b.model).size()));
    calls = 0;
    GroupBits::each_only_in(a.bits, b.bits, stop);
    RC_ASSERT(calls == std::min(most, only_in(a.model, b.model).size()));
  }));
}

TEST_CASE("counts of groups add up as one by one") {
  CHECK(rc::check("sums", [] {
    GroupCounts counts;
    std::map<std::size_t, std::uint32_t> model;
    for (auto left = some_length(); left > 0; --left) {
      auto const group = some_number();
      auto const to = *rc::gen::element<std::uint32_t>(0, 1, 2, 3, 7, 8, 100'000);
      counts.change(group, model[group], to);
      model[group] = to;
      auto const asked = some_pair();
      std::uint32_t sum = 0;
      for (auto const one : asked.model) sum += model.contains(one) ? model.at(one) : 0;
      RC_ASSERT(counts.sum(asked.bits) == sum);
    }
  }));
}
