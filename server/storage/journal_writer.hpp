// JournalWriter is the engine's Journal on PostgreSQL: a thread of its own with the one connection
// that writes the cell. It retries until it knows the outcome; it never guesses, and never reports
// a batch as committed that a standby may miss.
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
  std::int64_t epoch = 0;                           // of take_cell
  base::Duration lease = std::chrono::seconds{10};  // the shortest that is written; see lease_now_
  base::Duration lease_margin = std::chrono::seconds{3};  // releases stop so long before its end
  std::string state_directory;  // refused batches are dumped there; empty: nowhere
};

// A batch in doubt: when the connection breaks after the batch was sent, the batch may be committed
// or not. The writer then connects again, locks the cell's row (that waits for a transaction that
// may still run) and compares journal_seq:
//  equal to the batch's    it is committed: read back what the commit would have returned;
//  one before it           it is not committed: send it again;
//  another epoch           another server has the cell: kFenced;
//  anything else           a bug: kBroken.
// A copy from the lost connection may still arrive after that look. Then the second copy is refused
// as out of sequence, the batch is in doubt once more, and the next look finds it committed.
class JournalWriter : public engine::Journal {
 public:
  // `session`: a connection that was prepared already.
  explicit JournalWriter(JournalOptions options, std::shared_ptr<JournalSession> session = nullptr);
  // Gives up a batch in flight: its `done` is not called then.
  ~JournalWriter() override;

  void commit(engine::Batch batch, std::function<void(engine::Committed)> done) override;
  bool stalled() const override;
  base::Duration lease() const override { return options_.lease - options_.lease_margin; }

  // After the last commit, on any thread: ends the lease, so that a standby need not wait for it.
  // Waits for two seconds at most.
  void give_up_cell();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Job {
    engine::Batch batch;
    std::function<void(engine::Committed)> done;
  };
  struct Attempt;

  void run();
  std::optional<engine::Committed> carry_out(engine::Batch const& batch);  // nullopt: told to stop
  // Each returns an outcome, or nullopt: try again.
  std::optional<engine::Committed> try_once(engine::Batch const& batch, Attempt& attempt);
  std::optional<engine::Committed> after_error(std::exception_ptr error, engine::Batch const& batch,
                                               Attempt& attempt);
  std::optional<engine::Committed> settle(engine::Batch const& batch, Attempt& attempt);
  engine::Committed broken(engine::Batch const& batch, std::string const& why) const;
  // An outcome kCommitted that counts the lease from now: it is made before the batch is sent.
  engine::Committed sent_now() const;
  // Chooses the next lease by how long this commit took.
  void learn_from(engine::Committed const& committed);
  void connect();
  void drop_session();
  bool pause(Attempt& attempt);  // false: told to stop
  void end_lease();

  JournalOptions const options_;
  // Written with each batch; longer while commits are slow. Writer's thread.
  base::Duration lease_now_ = options_.lease;
  StallWatch watch_;
  std::mutex mutable mutex_;  // guards all below
  std::condition_variable changed_;
  std::optional<Job> job_;
  bool give_up_ = false;
  bool gave_up_ = false;
  bool stopping_ = false;
  std::shared_ptr<JournalSession> session_;  // used without the lock by the writer's thread only
  std::thread thread_;
};

}  // namespace callbackd::storage
