// Tests instants over the whole range that both the program and PostgreSQL know. Each instant must
// be read back as it was written.
#include <limits>

#include <rapidcheck.h>

#include "records.hpp"
#include "storage/instant_text.hpp"

using namespace callbackd;
using namespace callbackd::test;

namespace {

base::Instant some_instant_at_all() {
  using Limits = std::numeric_limits<std::int64_t>;
  auto const count =
      *rc::gen::weightedOneOf<std::int64_t>({{4, rc::gen::arbitrary<std::int64_t>()},
                                             {1, rc::gen::inRange(Limits::min(), Limits::max())},
                                             {1, rc::gen::just(Limits::max())},
                                             {1, rc::gen::just(Limits::max() - 1)},
                                             {1, rc::gen::just(Limits::min())},
                                             {1, rc::gen::just(Limits::min() + 1)}});
  return base::Instant{base::Duration{count}};
}

struct Row {
  base::Instant written{};
  std::string from_binary;
  std::string from_text;
};

// Commits each instant in two forms: as a binary column of a batch, and as text. Returns the
// instants as PostgreSQL prints them.
std::vector<Row> printed(PostgresWorld& world, Server& server, std::uint64_t last,
                         std::vector<base::Instant> const& instants) {
  auto batch = batch_after(last);
  for (std::size_t i = 0; i < instants.size(); ++i) {
    batch.records.put(core::AgentRow{std::to_string(1'000 + i), false, false,
                                     storage::database_text(instants[i]), instants[i],
                                     at_second(1)});
  }
  auto const committed = server.commit(std::move(batch));
  RC_ASSERT(committed.why == std::string{});
  storage::Connection connection{world.location, storage::Use::kQuery};
  pqxx::nontransaction transaction{*connection};
  std::vector<Row> rows;
  for (auto const& row :
       transaction.exec("SELECT idle_since, reason::timestamptz FROM agent_state ORDER BY login")) {
    rows.push_back({instants[rows.size()], row[0].c_str(), row[1].c_str()});
  }
  return rows;
}

}  // namespace

TEST_CASE("every text that PostgreSQL prints for a time that was written is read as it was") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  std::uint64_t last = 0;
  REQUIRE(rc::check([&] {
    std::vector<base::Instant> instants{
        base::kNever,
        base::Instant::min(),
        base::Instant{},
        std::chrono::sys_days{std::chrono::year{0} / 1 / 1},       // 1 BC
        std::chrono::sys_days{std::chrono::year{-4712} / 1 / 1},   // near PostgreSQL's first year
        std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1},  // a year of five digits
        std::chrono::sys_days{std::chrono::year{32'767} / 1 / 1}};
    for (int i = 0; i < 40; ++i) instants.push_back(some_instant_at_all());
    for (auto const& row : printed(world, server, last++, instants)) {
      auto const kept = storage::nearest_storable(row.written);
      RC_ASSERT(storage::instant_from_database(row.from_binary) == kept);
      RC_ASSERT(storage::instant_from_database(row.from_text) == kept);
    }
  }));
}

TEST_CASE("a text that is no time of PostgreSQL, or later than an instant can be, is not read") {
  for (auto const* text :
       {"", "now", "2027-03-14", "2027-03-14 09:00:00", "2027-03-14 09:00:00+01",
        "2027-13-14 09:00:00+00", "2027-02-30 09:00:00+00", "2027-03-14 24:00:00+00",
        "2027-03-14 09:00:00.+00", "2027-03-14 09:00:00+00 AD", "-027-03-14 09:00:00+00",
        "294276-12-31 23:59:59+00", "999999-01-01 00:00:00+00", "2027-03-14T09:00:00+00"}) {
    CHECK_FALSE(storage::read_database_instant(text));
  }
}
