#include "core/messages/record.hpp"

#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

template <typename Row, typename Id>
Row row_with(Id id, std::string agent) {
  Row row;
  row.id = id;
  row.agent = std::move(agent);
  return row;
}

}  // namespace

TEST_CASE("the last state of a row wins and keeps the place of the first") {
  RecordBatch batch;
  base::OfferId const first{callback_id(1), 1};
  base::OfferId const second{callback_id(1), 2};
  batch.put(row_with<OfferRow>(first, "alice"));
  batch.put(row_with<OfferRow>(second, "bob"));
  batch.put(row_with<OfferRow>(first, "carol"));
  REQUIRE(batch.offers.size() == 2);
  CHECK(batch.offers[0].agent == "carol");
  CHECK(batch.offers[1].agent == "bob");

  batch.put(AgentRow{"alice", true, false, "break", {}, {}});
  batch.put(AgentRow{"alice", true, true, "", {}, {}});
  REQUIRE(batch.agents.size() == 1);
  CHECK(batch.agents[0].ready);
}

TEST_CASE("cleared exclusions are gone from the batch and those of others stay") {
  RecordBatch batch;
  for (std::uint64_t const number : {1U, 2U}) {
    for (auto const* agent : {"alice", "bob"}) batch.put({callback_id(number), agent, kStart});
  }
  batch.clear_exclusions(callback_id(1));
  batch.clear_exclusions(callback_id(1));
  CHECK(batch.exclusions_cleared.size() == 1);
  REQUIRE(batch.exclusions.size() == 2);
  batch.put({callback_id(2), "bob", kStart + 1s});
  batch.put({callback_id(1), "bob", kStart});
  REQUIRE(batch.exclusions.size() == 3);
  CHECK(batch.exclusions[1].until == kStart + 1s);
  CHECK(batch.exclusions[2].callback == callback_id(1));
}
