// Measures how long a batch of new callbacks takes to commit. It only prints the times, and does
// not run with the other tests. Run test_storage "[speed]" on an optimised build.
#include <algorithm>
#include <cstdio>

#include "records.hpp"

using namespace callbackd;
using namespace callbackd::test;

TEST_CASE("a batch of new callbacks", "[.][speed]") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  std::uint64_t number = 0;
  std::uint64_t last = 0;
  constexpr std::size_t kRounds = 150;
  for (std::size_t const size : {0U, 1U, 32U, 128U, 512U}) {
    std::vector<double> milliseconds;
    for (std::size_t round = 0; round < kRounds; ++round) {
      auto batch = batch_after(last++);
      for (std::size_t at = 0; at < size; ++at) {
        ++number;
        auto const row = queued_callback(number);
        post(batch, row,
             person(12'020'000'000 + number, R"({"topic": "billing", "page": "/pricing"})"));
        batch.idempotency.push_back({"www", {number, number}, {1, 1}, row.id, batch.at});
      }
      auto const began = std::chrono::steady_clock::now();
      REQUIRE(server.commit(std::move(batch)).status == engine::CommitStatus::kCommitted);
      milliseconds.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
              .count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("batch of %4zu: p50 %.2f ms, p90 %.2f ms\n", size, milliseconds[kRounds / 2],
                milliseconds[kRounds * 9 / 10]);
  }
}
