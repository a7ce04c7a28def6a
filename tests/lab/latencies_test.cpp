#include "lab/latencies.hpp"

#include <catch2/catch.hpp>

using namespace callbackd::lab;
using namespace std::chrono_literals;

TEST_CASE("percentiles are within two percent of the truth, from nanoseconds to minutes") {
  for (auto const unit : {1ns, 1000ns, 1'000'000ns, 60'000'000ns}) {
    Latencies latencies;
    for (int step = 1; step <= 1000; ++step) latencies.add(step * unit);
    auto const unit_ms = static_cast<double>(unit.count()) / 1e6;
    CHECK(latencies.percentile_ms(50) == Approx(500 * unit_ms).epsilon(0.02));
    CHECK(latencies.percentile_ms(99) == Approx(990 * unit_ms).epsilon(0.02));
    CHECK(latencies.percentile_ms(100) == Approx(1000 * unit_ms));
    CHECK(latencies.longest_ms() == Approx(1000 * unit_ms));
  }
}

TEST_CASE("a percentile is never less than what it stands for") {
  Latencies latencies;
  latencies.add(12'345'678ns);
  latencies.add(13h);
  CHECK(latencies.percentile_ms(50) >= 12.345678);
  CHECK(latencies.percentile_ms(51) == latencies.longest_ms());
  CHECK(latencies.count() == 2);
  CHECK(Latencies{}.percentile_ms(99) == 0);
}
