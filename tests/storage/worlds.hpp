// Test support for the tests that every journal must pass: the two places where a journal may live,
// memory and PostgreSQL, behind one interface. PostgreSQL needs CALLBACKD_TEST_DATABASE. Each
// PostgresWorld has a schema of its own, and drops it at its end. Each test makes its own world.
// Main thread.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "storage/admin_store.hpp"
#include "storage/cell.hpp"
#include "storage/journal_writer.hpp"
#include "storage/migrate.hpp"
#include "support/memory_journal.hpp"

namespace callbackd::test {

inline base::Instant at_second(std::int64_t second) {
  return base::Instant{std::chrono::seconds{1'800'000'000 + second}};
}
inline base::CallbackId callback_number(std::uint64_t number) {
  return {{0x0197'0000'0000'7000, number + 1}};
}

inline boost::system::result<core::SitePtr> parse_definition(std::string const& json,
                                                             std::int64_t version) {
  if (json.find("bad") != std::string::npos) {
    return boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
  }
  auto site = std::make_shared<core::SiteDefinition>();
  site->version = version;
  site->queues.emplace_back();
  site->queues.back().name = "known";
  site->queues.back().prefer_last_agent = true;
  return core::SitePtr{site};
}

inline storage::ChangedBy by_operator(std::int64_t second) {
  return {"operator@here", at_second(second)};
}
// Stands in for the function that counts the admins, in tests that are not about admins. It always
// returns 0.
inline std::size_t counts_no_admins(std::vector<records::User> const&, std::string const&) {
  return 0;
}

// A started server: the state that it read back, and its journal.
struct Server {
  engine::Recovered recovered;
  std::unique_ptr<engine::Journal> journal;

  engine::Committed commit(engine::Batch batch) {
    std::promise<engine::Committed> promise;
    auto future = promise.get_future();
    journal->commit(std::move(batch),
                    [&](engine::Committed committed) { promise.set_value(std::move(committed)); });
    return future.get();
  }
};

// Gives a number a class (its country and type) by its country code alone. That is enough to show
// that the loader asks for the class.
inline core::NumberClass classify_here(base::PhoneNumber phone) {
  return core::NumberClass::in(base::to_text(phone).starts_with("+44") ? "GB" : "US",
                               core::NumberType::kMobile);
}

class MemoryWorld {
 public:
  static constexpr auto classify = classify_here;
  static bool available() { return true; }
  MemoryWorld() {
    cell_->site = parse_definition("{}", 1).value();
    cell_->classify = classify_here;
  }

  Server start() {
    auto journal = std::make_unique<MemoryJournal>(cell_);
    return {cell_->load(), std::move(journal)};
  }
  std::int64_t propose() {
    cell_->proposed.push_back(++version_);
    return version_;
  }

 private:
  std::shared_ptr<MemoryCell> cell_ = std::make_shared<MemoryCell>();
  std::int64_t version_ = 1;
};

class PostgresWorld {
 public:
  static constexpr auto classify = classify_here;
  static bool available() {
    if (std::getenv("CALLBACKD_TEST_DATABASE") != nullptr) return true;
    WARN("SKIPPED: CALLBACKD_TEST_DATABASE is not set");
    return false;
  }
  PostgresWorld() {
    static int number = 0;
    location.url = std::getenv("CALLBACKD_TEST_DATABASE");
    location.schema = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
    folder = std::filesystem::temp_directory_path() / ("callbackd-" + location.schema);
    std::filesystem::create_directory(folder);
    auto const migrated = storage::migrate(location, at_second(0));
    if (!migrated) FAIL(migrated.error().what);
    propose();
  }
  ~PostgresWorld() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    try {
      storage::Connection connection{location, storage::Use::kMigrate};
      pqxx::nontransaction{*connection}.exec("DROP SCHEMA IF EXISTS " + location.schema +
                                             " CASCADE");
    } catch (std::exception const& e) {
      WARN(e.what());
    }
  }

  storage::TakenCell take(std::string const& instance = "one") {
    auto taken = storage::take_cell_and_load(cell_options(instance), parse_definition, {});
    if (!taken) FAIL(taken.error().what);
    return std::move(*taken);
  }
  storage::CellOptions cell_options(std::string const& instance) const {
    return {.location = location,
            .instance = instance,
            .host = "here",
            .lease = lease,
            .on_waiting = {},
            .classify = classify};
  }
  std::unique_ptr<storage::JournalWriter> writer(std::int64_t epoch) const {
    return std::make_unique<storage::JournalWriter>(
        storage::JournalOptions{.location = location,
                                .epoch = epoch,
                                .lease = lease,
                                .lease_margin = lease / 5,
                                .state_directory = folder});
  }
  Server start() {
    auto taken = take();
    return {std::move(taken.recovered), writer(taken.epoch)};
  }
  std::int64_t propose(std::string const& json = "{}") {
    return storage::propose_definition(location, {json, "test", at_second(0)}, "", counts_no_admins)
        .value();
  }
  void empty() {
    std::string sql;
    for (auto const* table :
         {"callback", "callback_person", "callback_event", "offer", "interaction", "call_attempt",
          "note", "exclusion", "agent_state", "request_memory"}) {
      sql += std::string{"DELETE FROM "} + table + ";";
    }
    look(sql + "UPDATE cell SET journal_seq = 0, last_serial = 0, last_at = 'epoch' WHERE id = 1");
  }
  // Runs SQL to look at the database. Returns the first column of the first row, or an empty text.
  std::string look(std::string const& sql) {
    storage::Connection connection{location, storage::Use::kQuery};
    pqxx::nontransaction transaction{*connection};
    auto const rows = transaction.exec(sql);
    return rows.empty() ? std::string{} : std::string{rows[0][0].c_str()};
  }

  storage::DatabaseLocation location;
  std::filesystem::path folder;
  base::Duration lease = std::chrono::seconds{10};
};

}  // namespace callbackd::test
