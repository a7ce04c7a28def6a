// Tests that any records are read back as they were written. PostgreSQL and the journal in memory
// must end in the same state.
#include <set>

#include <rapidcheck.h>

#include "core/messages/callback_columns.hpp"
#include "records.hpp"
#include "storage/replay.hpp"

using namespace callbackd;
using namespace callbackd::test;

namespace {

constexpr std::uint64_t kCallbacks = 6;

std::string hostile_text() {
  static std::vector<std::string> const kTexts{"",
                                               "plain",
                                               "it's",
                                               "\"quoted\"",
                                               "back\\slash",
                                               "\\",
                                               "{\"a\",NULL}",
                                               "NULL",
                                               "üñí 日本 🙂",
                                               "line\nbreak\ttab",
                                               "'; DROP TABLE callback; --",
                                               "$1",
                                               "(1,2)",
                                               " ",
                                               "\x01\x1f",
                                               "%s{}",
                                               std::string(3000, 'x')};
  return *rc::gen::elementOf(kTexts);
}
// A random name of a queue or a code, of at most 1000 bytes. When a server starts, it does not read
// longer names back.
std::string hostile_name() {
  constexpr std::size_t kMost = 1'000;
  return hostile_text().substr(0, kMost);
}
std::string some_agent() {
  return *rc::gen::element<std::string>("alice", "bob", "O'Neil \"x\" \\");
}
base::Instant some_instant() {
  return base::Instant{base::Duration{*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000)}};
}
std::optional<base::Instant> maybe_instant() {
  return *rc::gen::arbitrary<bool>() ? std::optional{some_instant()} : std::nullopt;
}
std::uint32_t some_count() {
  return *rc::gen::inRange<std::uint32_t>(0, 1'000'000'000);
}
template <typename Enum>
Enum some(Enum last) {
  return static_cast<Enum>(*rc::gen::inRange(0, static_cast<int>(last) + 1));
}

bool is_offered(core::CallbackRow const& row) {
  return row.state == core::CallbackState::kOffered;
}
bool is_worked(core::CallbackRow const& row) {
  return !is_offered(row) && !row.agent.empty();
}

// A visitor of the columns that may change. It gives each column a random value of its type.
struct SomeValue {
  void operator()(core::Column column, std::string& value) const {
    bool const is_name =
        column.text == core::StoredText::kName || column.text == core::StoredText::kNameOrNull;
    value = is_name ? hostile_name() : hostile_text();
  }
  void operator()(core::Column, base::Instant& value) const { value = some_instant(); }
  void operator()(core::Column, std::optional<base::Instant>& value) const {
    value = maybe_instant();
  }
  void operator()(core::Column, std::uint32_t& value) const { value = some_count(); }
  void operator()(core::Column, int& value) const { value = *rc::gen::inRange(-100, 101); }
  void operator()(core::Column, bool& value) const { value = *rc::gen::arbitrary<bool>(); }
  void operator()(core::Column, core::CallbackState& value) const {
    value = some(core::CallbackState::kFailed);
  }
  void operator()(core::Column, core::RequiredSkills& value) const {
    value = {{"tier 2", *rc::gen::inRange(1, 11)}, {"a:b", 3}};
  }
};

// Makes a random callback that agrees with the rows of add_rows(). If it contradicted them, a
// server that starts would leave it out.
core::CallbackRow some_callback(std::uint64_t number, std::uint32_t change) {
  auto row = queued_callback(number);
  core::each_changing_column(SomeValue{}, row);
  bool const in_line =
      row.state == core::CallbackState::kQueued || row.state == core::CallbackState::kOffered;
  if (in_line) row.queued_since = row.queue_entered_at = some_instant();
  bool const in_hands = is_offered(row) || row.state == core::CallbackState::kActive ||
                        (core::is_final(row.state) && *rc::gen::arbitrary<bool>());
  row.agent = in_hands ? some_agent() : std::string{};
  if (is_offered(row)) row.offer_number = change;
  if (is_worked(row)) row.interaction_number = change;
  row.attempt_number = change;
  row.person_version = row.note_version = 1;
  if (core::is_final(row.state)) row.slot_at.reset();
  if (!core::is_final(row.state)) row.ended_at.reset();
  row.routing_values = {{"attributes.a", hostile_text()}, {"attributes.b c", hostile_text()}};
  return row;
}

// Adds an offer, an interaction, an attempt and more rows of this callback. They get `number` as
// their number. The callback must not have such rows with this number yet.
void add_rows(core::RecordBatch& records, core::CallbackRow const& row, std::uint32_t number) {
  core::OfferRow offer{{row.id, number},
                       is_offered(row) ? row.agent : some_agent(),
                       hostile_name(),
                       some_instant(),
                       some_instant(),
                       is_offered(row) ? std::nullopt : std::optional{some_instant()},
                       {},
                       1,
                       {}};
  offer.why.excluded = {{some(core::ExclusionReason::kNotDue), some_count(), hostile_text(), 3}};
  offer.why.chosen_by = some(core::ChosenBy::kOnlyCandidate);
  records.put(offer);
  core::InteractionRow interaction{{row.id, number},
                                   is_worked(row) ? row.agent : some_agent(),
                                   hostile_name(),
                                   some_instant(),
                                   {},
                                   {},
                                   1};
  if (!is_worked(row)) interaction.closed_at = some_instant();
  records.put(interaction);
  for (auto before = number; --before > 0;) {  // what was open is closed
    offer.id.number = interaction.id.number = before;
    offer.closed_at = interaction.closed_at = some_instant();
    records.put(offer);
    records.put(interaction);
  }
  core::AttemptRow attempt{{row.id, number},
                           2,
                           {*rc::gen::inRange<std::uint64_t>(1, 999'999'999'999'999)},
                           some_instant(),
                           maybe_instant(),
                           some_instant(),
                           {},
                           hostile_text(),
                           {},
                           *rc::gen::arbitrary<bool>(),
                           false,
                           *rc::gen::element(std::string{}, std::string{"012"})};
  attempt.outcome = some(core::AttemptOutcome::kAgentUnreachable);
  records.put(attempt);
  records.put(core::ExclusionRow{row.id, some_agent(), some_instant()});
  records.put(core::AgentRow{some_agent(), true, *rc::gen::arbitrary<bool>(), hostile_text(),
                             some_instant(), some_instant()});
}

// Makes a batch that creates or changes some callbacks. All batches use the same few callbacks.
engine::Batch some_batch(std::uint64_t last, std::set<std::uint64_t>& known) {
  auto batch = batch_after(last);
  auto const chosen = *rc::gen::inRange<unsigned>(0, 1U << kCallbacks);
  for (std::uint64_t number = 0; number < kCallbacks; ++number) {
    if (((chosen >> number) & 1U) == 0) continue;
    auto row = some_callback(number, static_cast<std::uint32_t>(last) + 1);
    auto& records = batch.records;
    if (known.insert(number).second) {
      auto details = std::make_shared<core::CallbackDetails>(
          *person(1 + *rc::gen::inRange<std::uint64_t>(0, 5)));
      details->name = hostile_text();
      details->when.time_zone = hostile_text();
      records.add(core::NewDetails{row.id, row.site, details});
      records.add(core::NoteRow{row.id, 1, hostile_text(), "agent:alice", some_instant()});
    }
    records.put(row);
    add_rows(records, row, static_cast<std::uint32_t>(last) + 1);
    if (*rc::gen::arbitrary<bool>()) records.clear_exclusions(row.id);
    records.put(core::ExclusionRow{row.id, some_agent(), some_instant()});
  }
  batch.remembered.push_back(
      {some_agent(), hostile_text() + "!", {1, 2}, hostile_text(), batch.at});
  return batch;
}

}  // namespace

TEST_CASE("any records come back as they went in") {
  if (!PostgresWorld::available()) return;
  PostgresWorld database;
  REQUIRE(rc::check([&] {
    database.empty();
    MemoryWorld memory;
    auto on_database = database.start();
    auto in_memory = memory.start();
    std::set<std::uint64_t> known;
    for (std::uint64_t last = 0; last < 4; ++last) {
      auto const batch = some_batch(last, known);
      auto const committed = on_database.commit(batch);
      RC_ASSERT(committed.why == std::string{});
      RC_ASSERT(in_memory.commit(batch).status == engine::CommitStatus::kCommitted);
    }
    RC_ASSERT(render(database.start().recovered) == render(memory.start().recovered));
  }));
}

TEST_CASE("folding the events of a callback gives its row, and a difference is found") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  auto batch = batch_after(0);
  auto row = queued_callback(1);
  post(batch, row);
  REQUIRE(server.commit(batch).status == engine::CommitStatus::kCommitted);
  CHECK(storage::compare_replay(world.location).value().empty());

  batch = batch_after(1);
  row.state = core::CallbackState::kOffered;
  row.agent = "alice";
  row.offer_number = 1;
  row.event_number = 2;
  row.required_skills = {{"billing", 3}, {"english", 8}};
  row.due_at += std::chrono::microseconds{1};
  batch.records.put(row);
  core::EventRow event{row.id, 2, batch.at, core::EventType::kOffered, "", {}};
  event.data = {{"state", std::string{"offered"}},
                {"agent", std::string{"alice"}},
                {"offer_number", std::int64_t{1}},
                {"required_skills", std::string{"billing:3 english:8"}},
                {"due_at", row.due_at},
                {"why", std::string{"x"}}};
  batch.records.add(event);
  REQUIRE(server.commit(batch).status == engine::CommitStatus::kCommitted);
  for (auto const& mismatch : storage::compare_replay(world.location).value()) {
    FAIL_CHECK(mismatch.field << ": " << mismatch.replayed << " is stored as " << mismatch.stored);
  }

  batch = batch_after(2);
  row.agent.clear();
  row.priority = 5;
  batch.records.put(row);
  REQUIRE(server.commit(batch).status == engine::CommitStatus::kCommitted);
  auto const mismatches = storage::compare_replay(world.location).value();
  REQUIRE(mismatches.size() == 2);
  CHECK(mismatches[0].field == "agent");
  CHECK(mismatches[0].replayed == "\"alice\"");
  CHECK(mismatches[1].field == "priority");
}
