// Test support: a cell in PostgreSQL with some of every kind of row that the server reads when it
// starts. It has three callbacks and their agents. One callback is in a call, and one is offered.
// Each test makes its own WorkedCell. Main thread.
#pragma once
#include "records.hpp"

namespace callbackd::test {

constexpr std::uint64_t kHealthy = 1;
constexpr std::uint64_t kActive = 2;   // with a call, a party, a note and an exclusion
constexpr std::uint64_t kOffered = 3;  // offered to bob

inline core::CallbackRow worked(std::uint64_t number, core::CallbackState state,
                                std::string agent) {
  auto row = queued_callback(number);
  row.state = state;
  row.agent = std::move(agent);
  return row;
}

inline void add_active(engine::Batch& batch) {
  auto row = worked(kActive, core::CallbackState::kActive, "alice");
  row.interaction_number = row.attempt_number = row.note_version = 1;
  row.routing_values = {{"attributes.a", "b"}};
  row.required_skills = {{"billing", 3}};
  post(batch, row);
  auto& records = batch.records;
  records.put(core::InteractionRow{{row.id, 1}, "alice", "sales", at_second(2), {}, {}, 1});
  records.put(core::AttemptRow{{row.id, 1},
                               1,
                               {12'025'550'123},
                               at_second(3),
                               at_second(4),
                               {},
                               {},
                               "",
                               {},
                               false,
                               false,
                               "12"});
  records.put(core::PartyRow{{row.id, 1},
                             core::LegNumber{2},
                             core::PartyRole::kMember,
                             "carol",
                             {},
                             at_second(4),
                             at_second(5),
                             {},
                             "",
                             "",
                             ""});
  records.add(core::NoteRow{row.id, 1, "calls back", "agent:alice", at_second(4)});
  records.put(core::ExclusionRow{row.id, "dave", at_second(9'000)});
}

inline void add_offered(engine::Batch& batch) {
  auto row = worked(kOffered, core::CallbackState::kOffered, "bob");
  row.offer_number = 1;
  post(batch, row);
  core::OfferRow offer{{row.id, 1}, "bob", "sales", at_second(2), at_second(22), {}, {}, 1, {}};
  offer.why.candidates = 1;
  offer.why.excluded = {{core::ExclusionReason::kBusy, 1, "", 0}};
  batch.records.put(offer);
}

struct WorkedCell {
  PostgresWorld world;
  WorkedCell() {
    auto server = world.start();
    auto batch = batch_after(0);
    batch.records.zone_database = "2099z";  // so that windows are looked at, too
    auto details = *person();
    details.when = {"2027-04-01T09:00", "", "America/New_York", at_second(0), {}};
    post(batch, queued_callback(kHealthy), std::make_shared<core::CallbackDetails const>(details));
    add_active(batch);
    add_offered(batch);
    for (auto const* login : {"alice", "bob", "carol"}) {
      batch.records.put(core::AgentRow{login, true, true, "", at_second(1), at_second(1)});
    }
    batch.remembered.push_back({"alice", "r1", {1, 2}, ".{}", batch.at});
    auto const committed = server.commit(std::move(batch));
    REQUIRE(committed.why == std::string{});
  }
  void change(std::string const& sql) { world.look(sql + " RETURNING 1"); }
};

}  // namespace callbackd::test
