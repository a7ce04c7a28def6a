// JournalWriter is the engine's Journal on PostgreSQL. It has a thread of its own (the writer's
// thread), and the one connection that commits batches. It retries a batch until it knows the
// outcome, and never guesses it. It reports a batch as committed only when the standby of the
// database has the batch too, if there is one that must confirm it. ActiveServer owns the
// JournalWriter. The engine calls commit() on its thread; `done` is called on the writer's thread.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "engine/ports.hpp"
#include "storage/connection.hpp"
#include "storage/stall_watch.hpp"

namespace callbackd::storage {

class JournalSession;

struct JournalOptions {
  DatabaseLocation location;
  std::int64_t epoch = 0;                           // from take_cell_and_load
  base::Duration lease = std::chrono::seconds{10};  // the shortest that is written; see lease_now_
  base::Duration lease_margin = std::chrono::seconds{3};  // releases stop this long before its end
  std::string state_directory;  // refused batches are dumped there; empty: nowhere
};

// A batch is in doubt if it is not known whether it is committed: the connection broke after the
// batch was sent, or the standby of the database did not confirm the commit. The writer then locks
// the cell's row, on a new connection if the old one broke. This waits until a transaction that
// still runs has ended. The row's epoch and journal_seq say what happened:
//  journal_seq is the batch's  the batch is committed: read what the commit would have returned;
//  journal_seq is one lower    the batch is not committed: send it again;
//  another epoch               another server has the cell: kFenced;
//  anything else               a bug: kBroken.
// A copy of the batch from the broken connection can still arrive after the row was read. Then the
// second copy is refused as out of sequence. The batch is in doubt once more, and the row, read
// again, says that it is committed.
class JournalWriter : public engine::Journal {
 public:
  // `session`: a connection that was prepared before; nullptr: the writer makes its own.
  explicit JournalWriter(JournalOptions options, std::shared_ptr<JournalSession> session = nullptr);
  // Stops the writer. If a batch is still being committed, its `done` is not called.
  ~JournalWriter() override;

  void commit(engine::Batch batch, std::function<void(engine::Committed)> done) override;
  bool stalled() const override;
  base::Duration lease() const override { return options_.lease - options_.lease_margin; }

  // Ends the lease, so that a standby need not wait for its end. Call it after the last commit, on
  // any thread. It waits for two seconds at most.
  void give_up_cell();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Job {
    engine::Batch batch;
    std::function<void(engine::Committed)> done;
  };
  struct CommitTry;

  void run();
  std::optional<engine::Committed> carry_out(engine::Batch const& batch);  // nullopt: told to stop
  // try_once, after_error and settle return the outcome of the batch. They return nullopt if the
  // batch must be tried again.
  std::optional<engine::Committed> try_once(engine::Batch const& batch, CommitTry& commit_try);
  std::optional<engine::Committed> after_error(std::exception_ptr error, engine::Batch const& batch,
                                               CommitTry& commit_try);
  std::optional<engine::Committed> settle(engine::Batch const& batch, CommitTry& commit_try);
  engine::Committed dump_and_report_broken(engine::Batch const& batch,
                                           std::string const& why) const;
  // Creates an outcome kCommitted for the batch that is sent next. Called just before the batch is
  // sent, because the lease counts from this moment.
  engine::Committed sent_now() const;
  // Sets the length of the next lease according to how long this commit took.
  void learn_from(engine::Committed const& committed);
  void connect();
  void drop_session();
  bool pause(CommitTry& commit_try);  // false: told to stop
  void end_lease();

  JournalOptions const options_;
  // The length of the lease that each batch writes. It is longer while commits are slow. Used by
  // the writer's thread only.
  base::Duration lease_now_ = options_.lease;
  StallWatch watch_;
  std::mutex mutable mutex_;  // guards all members below
  std::condition_variable changed_;
  std::optional<Job> job_;
  bool give_up_ = false;
  bool gave_up_ = false;
  bool stopping_ = false;
  std::shared_ptr<JournalSession> session_;  // used without the lock by the writer's thread only
  std::thread thread_;
};

}  // namespace callbackd::storage
