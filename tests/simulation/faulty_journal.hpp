// FaultyJournal is the journal of one simulated server. It works on a cell (the content of a
// database) that outlives the server. A commit may take a while, need several tries, have an
// unknown result for a time, or never end. Every outcome comes later, through the timeline. A batch
// that was reported as committed is never lost. Server owns it. Main thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "simulation/checker.hpp"
#include "simulation/random.hpp"
#include "simulation/timeline.hpp"

namespace callbackd::simulation {

// The content of a database, and the time until which the lease of its cell lasts.
struct Database {
  test::MemoryCell cell;
  Duration lease_until{0};
  static constexpr Duration kLease = 4s;
  static constexpr Duration kMargin = 500ms;
};

enum class Weather : std::uint8_t { kFine, kSlow, kStormy };

class FaultyJournal : public engine::Journal {
 public:
  struct Parts {
    Timeline& timeline;
    Random random;
    Database& database;
    Checker& checker;
    Report& report;
    std::function<Asked()> hand_over;                      // returns what was asked until now
    std::function<void(std::function<void()>)> to_server;  // a frozen server gets it later
  };
  explicit FaultyJournal(Parts parts);

  void commit(engine::Batch batch, std::function<void(engine::Committed)> done) override;
  bool stalled() const override { return stalled_; }
  base::Duration lease() const override { return Database::kLease - Database::kMargin; }

  void set_weather(Weather weather) { weather_ = weather; }
  bool idle() const { return !flight_; }
  // Called when the process is killed. A batch that was already sent may still be applied.
  void crash();
  bool holds_cell() const { return parts_.database.cell.epoch == epoch_; }
  Duration last_sent() const { return last_sent_; }  // of the last batch that is committed
  std::shared_ptr<bool> alive() const { return alive_; }

 private:
  struct Flight {
    engine::Batch batch;
    std::function<void(engine::Committed)> done;
    Asked asked;
    std::optional<engine::Committed> outcome;  // set once the batch is applied or refused
  };
  void later(Duration delay, std::function<void(FaultyJournal&)> action);
  void try_once();
  void apply(Duration sent);
  void answer();

  Parts parts_;
  std::int64_t const epoch_;
  Weather weather_ = Weather::kFine;
  bool stalled_ = false;
  std::optional<Flight> flight_;
  Duration last_sent_{0};
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace callbackd::simulation
