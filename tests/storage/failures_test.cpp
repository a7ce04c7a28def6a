// Tests failures between the journal's writer and PostgreSQL: connections that are cut at the worst
// moment, standbys that do not answer, batches that are refused, and other servers that take the
// cell. The tests need a superuser, because they make the cluster wait for a standby that does not
// exist.
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "records.hpp"
#include "storage/batch_dump.hpp"
#include "support/log_kept.hpp"

using namespace callbackd;
using namespace callbackd::test;
using engine::CommitStatus;
using namespace std::chrono_literals;

namespace {

// A commit that runs on the writer's thread. Meanwhile the test cuts connections or holds locks.
class InFlight {
 public:
  InFlight(engine::Journal& journal, engine::Batch batch) {
    journal.commit(std::move(batch), [this](engine::Committed committed) {
      promise_.set_value(std::move(committed));
    });
  }
  bool done() { return future_.wait_for(0s) == std::future_status::ready; }
  engine::Committed get() { return future_.get(); }

 private:
  std::promise<engine::Committed> promise_;
  std::future<engine::Committed> future_ = promise_.get_future();
};

// A database connection of the test itself. Its own commits do not wait for a standby.
class Operator {
 public:
  explicit Operator(PostgresWorld& world) : connection_{world.location, storage::Use::kLoad} {
    run("SET synchronous_commit = local");
  }
  std::string run(std::string const& sql) {
    pqxx::nontransaction transaction{*connection_};
    auto const rows = transaction.exec(sql);
    return rows.empty() ? std::string{} : std::string{rows[0][0].c_str()};
  }
  // Waits until the writer's commit hangs in the database. `event` is a condition on
  // pg_stat_activity that says where it hangs. Returns the process id of the writer's backend.
  std::string writer_waiting(std::string const& event) {
    for (;;) {
      auto const pid =
          run("SELECT pid FROM pg_stat_activity WHERE query LIKE '%journal_commit%' AND pid <> "
              "pg_backend_pid() "
              "AND state = 'active' AND datname = current_database() AND " +
              event);
      if (!pid.empty()) return pid;
    }
  }
  pqxx::connection& connection() { return *connection_; }

 private:
  storage::Connection connection_;
};

// While an object of this class lives, every commit waits for a standby that does not exist.
class MissingStandby {
 public:
  explicit MissingStandby(Operator& by) : by_{by} { set("'nobody'"); }
  ~MissingStandby() { set("''"); }

 private:
  void set(std::string const& names) {
    by_.run("ALTER SYSTEM SET synchronous_standby_names = " + names);
    by_.run("SELECT pg_reload_conf()");
    while (by_.run("SELECT current_setting('synchronous_standby_names')") !=
           names.substr(1, names.size() - 2)) {
    }
  }
  Operator& by_;
};

engine::Batch one_callback(std::uint64_t last = 0) {
  auto batch = batch_after(last);
  auto const row = queued_callback(last);
  post(batch, row);
  batch.wanted = {row.id};
  return batch;
}

constexpr char kInLock[] = "wait_event_type = 'Lock'";
constexpr char kInReplication[] = "wait_event = 'SyncRep'";

}  // namespace

TEST_CASE("a batch whose connection is cut before it is in is committed once on the next") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  Operator by{world};
  std::optional<InFlight> in_flight;
  {
    Operator holder{world};
    pqxx::work lock{holder.connection()};
    lock.exec("SELECT 1 FROM cell FOR UPDATE");
    in_flight.emplace(*server.journal, one_callback());
    by.run("SELECT pg_terminate_backend(" + by.writer_waiting(kInLock) + ")");
    while (!server.journal->stalled()) std::this_thread::yield();
  }
  auto const committed = in_flight->get();
  CHECK(committed.status == CommitStatus::kCommitted);
  CHECK(committed.details.size() == 1);
  CHECK_FALSE(server.journal->stalled());
  CHECK(world.look("SELECT count(*) FROM callback") == "1");
  CHECK(world.look("SELECT journal_seq FROM cell") == "1");
}

TEST_CASE(
    "a batch whose connection is cut after it is in is not committed again, and its details are "
    "told") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  Operator by{world};
  std::optional<InFlight> in_flight;
  auto const began = std::chrono::steady_clock::now();
  {
    MissingStandby const missing{by};
    in_flight.emplace(*server.journal, one_callback());
    by.run("SELECT pg_terminate_backend(" + by.writer_waiting(kInReplication) + ")");
    while (!server.journal->stalled()) std::this_thread::yield();
    CHECK(by.run("SELECT journal_seq FROM cell") == "1");
    CHECK_FALSE(in_flight->done());
  }
  auto const committed = in_flight->get();
  CHECK(committed.status == CommitStatus::kCommitted);
  CHECK(committed.sent_at > began);
  REQUIRE(committed.details.size() == 1);
  CHECK(world.look("SELECT count(*) FROM callback") == "1");
  CHECK(server.commit(one_callback(1)).status == CommitStatus::kCommitted);
}

TEST_CASE("a commit that the standby has not confirmed is held back until it has") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  Operator by{world};
  std::optional<InFlight> in_flight;
  {
    MissingStandby const missing{by};
    in_flight.emplace(*server.journal, one_callback());
    by.run("SELECT pg_cancel_backend(" + by.writer_waiting(kInReplication) + ")");
    while (!server.journal->stalled()) std::this_thread::yield();
    CHECK_FALSE(in_flight->done());
  }
  // From here on no standby is required. So PostgreSQL lets the waiting commit go on.
  CHECK(in_flight->get().status == CommitStatus::kCommitted);
  CHECK(world.look("SELECT count(*) FROM callback") == "1");
}

TEST_CASE("a writer that is told to end does not wait for a standby that never answers") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  Operator by{world};
  MissingStandby const missing{by};
  bool told = false;
  server.journal->commit(one_callback(), [&](engine::Committed const&) { told = true; });
  by.writer_waiting(kInReplication);
  server.journal.reset();
  CHECK_FALSE(told);
}

TEST_CASE("a writer that is told to end does not wait for a database that is frozen") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  REQUIRE(server.commit(one_callback()).status == CommitStatus::kCommitted);
  Operator by{world};
  auto const backend = std::stoi(
      by.run("SELECT pid FROM pg_stat_activity WHERE query LIKE '%journal_commit%' AND pid <> "
             "pg_backend_pid() AND datname = current_database()"));
  REQUIRE(::kill(backend, SIGSTOP) == 0);
  bool told = false;
  server.journal->commit(one_callback(1), [&](engine::Committed const&) { told = true; });
  while (!server.journal->stalled()) std::this_thread::yield();
  auto const began = std::chrono::steady_clock::now();
  server.journal.reset();
  CHECK(std::chrono::steady_clock::now() - began < 2s);
  CHECK_FALSE(told);
  ::kill(backend, SIGCONT);
}

TEST_CASE("a database that falls silent and answers again is told in the log, once each") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  Operator by{world};
  LogKept const log;
  std::optional<InFlight> in_flight;
  {
    Operator holder{world};
    pqxx::work lock{holder.connection()};
    lock.exec("SELECT 1 FROM cell FOR UPDATE");
    in_flight.emplace(*server.journal, one_callback());
    by.writer_waiting(kInLock);
    while (!server.journal->stalled()) std::this_thread::yield();
    CHECK(server.journal->stalled());
  }
  CHECK(in_flight->get().status == CommitStatus::kCommitted);
  CHECK_FALSE(server.journal->stalled());
  CHECK(log.text() ==
        "warning journal.stalled reason=\"the database does not answer\"\ninfo journal.recovered "
        "seq=1\n");
}

TEST_CASE("of a refused batch that finds no room nothing is left") {
  auto const folder =
      std::filesystem::temp_directory_path() / ("callbackd-dump-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  auto batch = batch_after(0);
  post(batch, queued_callback(1), person());
  CHECK_FALSE(storage::dump_batch(folder, 1, batch).empty());
  CHECK(std::filesystem::remove_all(folder) == 2);

  std::filesystem::create_directory(folder);
  struct rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  struct rlimit const small{.rlim_cur = 100, .rlim_max = before.rlim_max};
  auto const handler = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  auto const path = storage::dump_batch(folder, 1, batch);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(path.empty());
  CHECK(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

TEST_CASE("a batch that is refused for its content is dumped for its owner's eyes only") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  auto server = world.start();
  auto batch = batch_after(0);
  auto details = std::make_shared<core::CallbackDetails>(*person());
  details->name = "Ada \xff Lovelace";  // no UTF-8
  post(batch, queued_callback(1), details);
  auto const committed = server.commit(batch);
  CHECK(committed.status == CommitStatus::kBroken);
  CHECK(committed.why.find("Ada") == std::string::npos);
  CHECK(committed.why.find("22021") != std::string::npos);
  CHECK(world.look("SELECT count(*) FROM callback") == "0");

  auto const path = world.folder / "refused-batch-1-1.jsonl";
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  CHECK(text.str().find("Ada") != std::string::npos);
  CHECK(text.str().find("callback_row") != std::string::npos);
}

TEST_CASE("another server waits for the lease to run out and then has the next epoch") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  world.lease = 400ms;
  auto server = world.start();
  auto options = world.cell_options("two");
  std::string holder;
  options.on_waiting = [&](std::string const& name) { holder = name; };
  auto const began = std::chrono::steady_clock::now();
  REQUIRE(server.commit(one_callback()).status == CommitStatus::kCommitted);
  auto const taken = storage::take_cell_and_load(options, parse_definition, {}).value();
  CHECK(std::chrono::steady_clock::now() - began > 300ms);
  CHECK(holder == "one on here");
  CHECK(taken.epoch == 2);
  CHECK(taken.recovered.state.callbacks.size() == 1);
  CHECK(server.commit(batch_after(1)).status == CommitStatus::kFenced);
}

TEST_CASE("a lease that is given up is taken at once, and so is one's own") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  world.lease = 1h;
  auto first = world.take("one");
  auto own = world.take("one");
  CHECK(own.epoch == first.epoch + 1);
  auto writer = world.writer(own.epoch);
  writer->give_up_cell();
  CHECK(world.take("two").epoch == own.epoch + 1);
}

TEST_CASE("a server that waits for the cell ends when it is told to") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  world.lease = 1h;
  auto const first = world.take("one");
  std::stop_source stop;
  auto options = world.cell_options("two");
  options.on_waiting = [&](std::string const&) { stop.request_stop(); };
  auto const taken = storage::take_cell_and_load(options, parse_definition, stop.get_token());
  REQUIRE(taken.has_error());
  CHECK(taken.error().what == "this server was told to stop");
}

TEST_CASE("a start keeps the adopted definition and leaves a proposed one to the core") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  world.take();
  auto const bad = world.propose("{\"bad\": 1}");
  CHECK(world.take().recovered.site->version == 1);
  auto const decision = storage::wait_for_decision(world.location, bad, 0s).value();
  CHECK_FALSE(decision.state.decided);
}

TEST_CASE("a first definition that cannot be read stops the start") {
  if (!PostgresWorld::available()) return;
  PostgresWorld world;
  world.propose("{\"bad\": 1}");
  auto const taken = storage::take_cell_and_load(world.cell_options("one"), parse_definition, {});
  REQUIRE(taken.has_error());
  CHECK(taken.error().what.find("there is no site definition") != std::string::npos);
}
