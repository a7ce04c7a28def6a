// Tests that the database keeps, for each wall time that a customer asked for, the instant that it
// means. A start with another zone database compares this instant with what the wall time means
// now.
#include "calendar/zone_database.hpp"
#include "records.hpp"

using namespace callbackd;
using namespace callbackd::test;
using namespace std::chrono_literals;

namespace {

// 09:00 in New York on 1 April 2027. In summer the clocks there are four hours behind UTC.
constexpr base::Instant kNine{std::chrono::sys_days{std::chrono::year{2027} / 4 / 1} + 13h};

core::RequestedTime nine_to_twelve(base::Duration off) {
  return {"2027-04-01T09:00", "2027-04-01T12:00", "America/New_York", kNine + off,
          kNine + 3h + off};
}

void schedule(engine::Batch& batch, std::uint64_t number, core::RequestedTime when) {
  auto row = queued_callback(number);
  row.due_at = when.not_before.value_or(kNine);
  auto details = *person(number);
  details.when = std::move(when);
  post(batch, row, std::make_shared<core::CallbackDetails const>(details));
}

}  // namespace

TEST_CASE("after a change of the zone database the windows that moved are read back, once") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  auto batch = batch_after(0);
  batch.records.zone_database = "2099z";
  schedule(batch, 1, nine_to_twelve(-1h));
  schedule(batch, 2, nine_to_twelve(0h));
  schedule(batch, 3, {"2027-04-01T09:00:00Z", "", "America/New_York"});
  REQUIRE(server.commit(std::move(batch)).status == engine::CommitStatus::kCommitted);
  CHECK(world.look("SELECT zone_database FROM cell") == "2099z");

  server = world.start();
  auto const& state = server.recovered.state;
  CHECK(state.zone_database == calendar::zone_database_version());
  REQUIRE(state.moved_windows.size() == 1);
  auto const& moved = state.moved_windows[0];
  CHECK(moved.callback == queued_callback(1).id);
  CHECK(moved.was_not_before == kNine - 1h);
  CHECK(moved.when.not_before == kNine);
  CHECK(moved.when.not_after == kNine + 3h);
  CHECK(moved.when.time_zone == "America/New_York");

  auto next = batch_after(1);
  next.records.zone_database = state.zone_database;
  auto row = queued_callback(1);
  row.person_version = 2;
  next.records.put(row);
  core::DetailsChange change;
  change.callback = row.id;
  change.version = 2;
  change.when = moved.when;
  next.records.add(std::move(change));
  REQUIRE(server.commit(std::move(next)).status == engine::CommitStatus::kCommitted);
  CHECK(world.start().recovered.state.zone_database.empty());
  world.look("UPDATE cell SET zone_database = '2099z' RETURNING 1");
  CHECK(world.start().recovered.state.moved_windows.empty());
}
