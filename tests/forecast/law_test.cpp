#include "forecast/law.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace callbackd::forecast;
using std::chrono::seconds;

namespace {

std::vector<double> drawn(Law const& law) {
  std::vector<double> values;
  Chance const chance{42};
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    values.push_back(std::chrono::duration<double>{draw(law, chance.of(i))}.count());
  }
  std::sort(values.begin(), values.end());
  return values;
}
double mean(std::vector<double> const& values) {
  double sum = 0;
  for (auto const value : values) sum += value;
  return sum / static_cast<double>(values.size());
}
double quantile(std::vector<double> const& values, double part) {
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size()))];
}

}  // namespace

TEST_CASE("a fixed time is always the same") {
  CHECK(draw(Law::fixed(seconds{7}), Chance{1}) == seconds{7});
}

TEST_CASE("uniform times lie between the least and the most, both included") {
  auto const values = drawn({Law::Kind::kUniform, seconds{5}, seconds{20}, 1});
  CHECK(values.front() >= 5);
  CHECK(values.back() <= 20);
  CHECK(mean(values) == Approx(12.5).epsilon(0.01));
  CHECK(quantile(values, 0.25) == Approx(8.75).epsilon(0.02));
  auto const one = drawn({Law::Kind::kUniform, seconds{5}, seconds{5}, 1});
  CHECK(one.front() == 5);
  CHECK(one.back() == 5);
}

TEST_CASE("exponential times have their mean, and the logarithm's quantiles") {
  auto const values = drawn(Law::exponential(seconds{60}));
  CHECK(mean(values) == Approx(60).epsilon(0.01));
  CHECK(quantile(values, 0.5) == Approx(60 * std::log(2)).epsilon(0.02));
  CHECK(quantile(values, 0.99) == Approx(60 * std::log(100)).epsilon(0.04));
}

TEST_CASE("Erlang's times scatter less with more stages") {
  auto const values = drawn({Law::Kind::kErlang, seconds{60}, seconds{0}, 4});
  CHECK(mean(values) == Approx(60).epsilon(0.01));
  double squares = 0;
  for (auto const value : values) squares += (value - 60) * (value - 60);
  CHECK(std::sqrt(squares / 100'000) == Approx(60 / std::sqrt(4)).epsilon(0.02));
}

TEST_CASE("lognormal times have their median and ninth decile") {
  auto const values = drawn({Law::Kind::kLognormal, seconds{180}, seconds{420}, 1});
  CHECK(quantile(values, 0.5) == Approx(180).epsilon(0.02));
  CHECK(quantile(values, 0.9) == Approx(420).epsilon(0.03));
  // The logarithms of these times have a normal distribution. 180 is the median and 420 the 90th
  // percentile, so the standard deviation is ln(420/180) / 1.28155.
  double const deviation = std::log(420.0 / 180) / 1.2815515655;
  CHECK(mean(values) == Approx(180 * std::exp(deviation * deviation / 2)).epsilon(0.03));
}

TEST_CASE("draws are the same on every machine") {
  // draw() calculates with integers, without std::log. A calculation with std::log gives the same
  // values, to the microsecond.
  CHECK(draw(Law::exponential(seconds{60}), Chance{1}).count() == 59'949'449);
  CHECK(draw({Law::Kind::kLognormal, seconds{180}, seconds{420}, 1}, Chance{1}).count() ==
        175'833'427);
  CHECK(draw({Law::Kind::kUniform, seconds{5}, seconds{20}, 1}, Chance{1}).count() == 10'522'843);
}

TEST_CASE("a stream does not depend on what was drawn from another") {
  Chance chance{3};
  auto before = chance.of(5);
  static_cast<void>(chance.of(4).next());
  auto after = chance.of(5);
  CHECK(before.next() == after.next());
  CHECK(chance.of(5).next() != chance.of(6).next());
}
