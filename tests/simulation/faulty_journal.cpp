#include "simulation/faulty_journal.hpp"

namespace callbackd::simulation {

FaultyJournal::FaultyJournal(Parts parts)
    : parts_(std::move(parts)), epoch_(++parts_.database.cell.epoch) {
  parts_.database.lease_until = parts_.timeline.now() + Database::kLease;
  last_sent_ = parts_.timeline.now();
}

void FaultyJournal::later(Duration delay, std::function<void(FaultyJournal&)> action) {
  parts_.timeline.after(delay, [this, alive = std::weak_ptr(alive_), action = std::move(action)] {
    if (auto const held = alive.lock(); held && *held) action(*this);
  });
}

void FaultyJournal::commit(engine::Batch batch, std::function<void(engine::Committed)> done) {
  if (flight_) return parts_.report.violated("two batches in flight");
  parts_.report.say("commit {} events {} agents {}", batch.journal_seq, batch.records.events.size(),
                    batch.records.agents.size());
  flight_ = Flight{std::move(batch), std::move(done), parts_.hand_over(), std::nullopt};
  try_once();
}

// Tries once to commit the batch, which takes a random time. If nothing goes wrong, the batch is
// applied after half of this time, and the answer comes at its end.
void FaultyJournal::try_once() {
  auto& random = parts_.random;
  auto const sent = parts_.timeline.now();
  auto const trouble = weather_ == Weather::kStormy ? 30 : weather_ == Weather::kSlow ? 3 : 1;
  auto const slow = weather_ == Weather::kSlow ? 60 : 5;
  Duration const way{random.chance(slow) ? random.between(20'000, 900'000)
                                         : random.between(50, 1'500)};
  bool const in_trouble = random.chance(trouble);
  bool const arrives = !in_trouble || random.chance(50);
  if (arrives) {
    later(way, [sent](FaultyJournal& self) { self.apply(sent); });
  }
  if (!in_trouble) return later(way * 2, [](FaultyJournal& self) { self.answer(); });
  // Plays a connection that is lost during the commit. Until there is a new connection, nobody
  // knows whether the batch was applied.
  later(way * 2, [](FaultyJournal& self) {
    self.stalled_ = true;
    self.parts_.report.say("journal stalls");
  });
  Duration const down{random.chance(15) ? random.between(3'000'000, 9'000'000)
                                        : random.between(50'000, 1'500'000)};
  later(way * 2 + down, [](FaultyJournal& self) {
    self.parts_.to_server([alive = std::weak_ptr(self.alive_), &self] {
      if (auto const held = alive.lock(); !held || !*held) return;
      if (self.flight_->outcome) return self.answer();
      self.try_once();
    });
  });
}

void FaultyJournal::apply(Duration sent) {
  auto& flight = *flight_;
  auto& cell = parts_.database.cell;
  engine::Committed committed;
  committed.sent_at = std::chrono::steady_clock::time_point{} + 1h + sent;
  if (!holds_cell()) {
    committed.status = engine::CommitStatus::kFenced;
    committed.why = "fenced";
    flight.outcome = std::move(committed);
    return;
  }
  parts_.checker.committing(flight.batch);
  auto const wrong = cell.apply(flight.batch);
  if (!wrong.empty()) parts_.report.violated("the journal refuses a batch: {}", wrong);
  for (auto const& row : flight.batch.records.definitions) {
    if (row.adopted) cell.site = parts_.checker.facts.sites.at(row.version);
  }
  parts_.checker.committed(flight.batch, flight.asked);
  parts_.database.lease_until = parts_.timeline.now() + Database::kLease;
  last_sent_ = sent;
  for (auto const& id : flight.batch.wanted) {
    if (auto details = cell.details(id)) committed.details.emplace(id, std::move(details));
  }
  committed.proposed_definition = cell.proposed.empty() ? 0 : cell.proposed.back();
  parts_.report.say("applied {}", flight.batch.journal_seq);
  flight.outcome = std::move(committed);
}

void FaultyJournal::answer() {
  parts_.to_server([alive = std::weak_ptr(alive_), this] {
    if (auto const held = alive.lock(); !held || !*held) return;
    stalled_ = false;
    auto flight = std::exchange(flight_, std::nullopt);
    flight->done(std::move(*flight->outcome));
  });
}

void FaultyJournal::crash() {
  bool const arrives = flight_ && !flight_->outcome && parts_.random.chance(40);
  if (arrives) apply(parts_.timeline.now());
  *alive_ = false;
}

}  // namespace callbackd::simulation
