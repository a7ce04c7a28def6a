#include "storage/journal_writer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "storage/batch_dump.hpp"
#include "storage/journal_session.hpp"

namespace callbackd::storage {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kFirstPause = 20ms;
constexpr auto kLongestPause = 1000ms;
constexpr auto kGiveUpTime = 2s;
// A lease should be this many times as long as a commit. A shorter lease could end before a slow
// database has answered that it was extended.
constexpr int kCommitsInALease = 4;
constexpr base::Duration kLongestLease = 20s;

engine::Committed fenced() {
  engine::Committed committed;
  committed.status = engine::CommitStatus::kFenced;
  committed.why = "another server has taken the cell over";
  return committed;
}

}  // namespace

// What the writer knows about the batch that it is committing. journal_writer.hpp explains what "in
// doubt" means.
struct JournalWriter::CommitTry {
  bool in_doubt = false;      // no answer came, or one with a warning
  bool ever_doubted = false;  // it was in doubt before: an earlier copy can still arrive
  bool sending = false;       // an error now leaves the batch in doubt
  std::chrono::milliseconds pause{0};
  std::string last_trouble;
};

JournalWriter::JournalWriter(JournalOptions options, std::shared_ptr<JournalSession> session)
    : options_{std::move(options)}, session_{std::move(session)}, thread_{[this] { run(); }} {}

JournalWriter::~JournalWriter() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
    if (session_) session_->interrupt();  // a call may wait for a database that never answers
  }
  changed_.notify_all();
  thread_.join();
}

// Gives the batch to the writer's thread. The engine hands over one batch at a time, so job_ is
// always empty here.
void JournalWriter::commit(engine::Batch batch, std::function<void(engine::Committed)> done) {
  {
    std::lock_guard const lock{mutex_};
    job_ = Job{std::move(batch), std::move(done)};
    watch_.begin();
  }
  changed_.notify_all();
}

bool JournalWriter::stalled() const {
  return watch_.stalled();
}

void JournalWriter::give_up_cell() {
  std::unique_lock lock{mutex_};
  give_up_ = true;
  changed_.notify_all();
  changed_.wait_for(lock, kGiveUpTime, [&] { return gave_up_; });
}

void JournalWriter::run() {
  try {
    connect();  // so that the first batch need not wait for a connection
  } catch (std::exception const&) {
    drop_session();  // the first batch connects again; if that fails, it is logged
  }
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || job_ || (give_up_ && !gave_up_); });
    if (stopping_) return;
    if (!job_) {
      lock.unlock();
      end_lease();
      lock.lock();
      gave_up_ = true;
      changed_.notify_all();
      continue;
    }
    lock.unlock();
    auto committed = carry_out(job_->batch);
    bool const good = committed && committed->status == engine::CommitStatus::kCommitted;
    watch_.batch_ended(job_->batch.journal_seq, good);
    lock.lock();
    // job_ is emptied before `done` is called, because the engine may hand over the next batch
    // before `done` returns.
    auto const done = std::move(job_->done);
    job_.reset();
    if (!committed) return;
    lock.unlock();
    done(std::move(*committed));
    lock.lock();
  }
}

// Tries to commit the batch until the outcome is known. Returns nullopt if the writer was told to
// stop before; then `done` of the batch is not called.
std::optional<engine::Committed> JournalWriter::carry_out(engine::Batch const& batch) {
  CommitTry commit_try;
  for (;;) {
    std::optional<engine::Committed> outcome;
    try {
      outcome = try_once(batch, commit_try);
    } catch (...) {
      outcome = after_error(std::current_exception(), batch, commit_try);
    }
    if (outcome) return outcome;
    if (!pause(commit_try)) return std::nullopt;
  }
}

std::optional<engine::Committed> JournalWriter::try_once(engine::Batch const& batch,
                                                         CommitTry& commit_try) {
  commit_try.sending = false;
  connect();
  session_->write_lease({options_.epoch, lease_now_});
  if (commit_try.in_doubt) {
    // The batch is in doubt. The writer must find out whether it is committed before it sends the
    // batch again.
    auto settled = settle(batch, commit_try);
    if (settled || commit_try.in_doubt) return settled;
  }
  auto committed = sent_now();
  commit_try.sending = true;
  if (session_->commit(batch, committed)) {
    learn_from(committed);
    return committed;
  }
  // The batch is committed, but with a warning: the standby of the database did not confirm it. The
  // batch stays in doubt until settle() commits without a warning. That commit shows that the
  // standby has everything that was committed before.
  commit_try.in_doubt = commit_try.ever_doubted = true;
  commit_try.last_trouble = "the standby of the database did not confirm it";
  return std::nullopt;
}

std::optional<engine::Committed> JournalWriter::settle(engine::Batch const& batch,
                                                       CommitTry& commit_try) {
  auto committed = sent_now();
  auto const cell = session_->settle();
  if (cell.epoch != options_.epoch) {
    return fenced();
  }
  if (!cell.confirmed) return std::nullopt;  // still in doubt
  if (cell.journal_seq == batch.journal_seq) {
    session_->read_back(batch, committed);
    return committed;
  }
  if (cell.journal_seq + 1 != batch.journal_seq) {
    return dump_and_report_broken(batch,
                                  fmt::format("the cell stands at batch {}", cell.journal_seq));
  }
  commit_try.in_doubt = false;
  return std::nullopt;
}

std::optional<engine::Committed> JournalWriter::after_error(std::exception_ptr error,
                                                            engine::Batch const& batch,
                                                            CommitTry& commit_try) {
  auto const classified = classify_error(error);
  commit_try.last_trouble = classified.code;
  switch (classified.error_class) {
    // The batch is certainly not committed. The same batch is sent again after a pause.
    case ErrorClass::kRolledBack:
      // 25006: the database has become a standby. A new connection finds the database that takes
      // writes.
      if (classified.code == "25006") drop_session();
      return std::nullopt;
    // The connection broke. The session is dropped, so that try_once() connects again. The batch is
    // in doubt only if it had been sent.
    case ErrorClass::kInDoubt:
      drop_session();
      if (commit_try.sending) commit_try.in_doubt = commit_try.ever_doubted = true;
      return std::nullopt;
    case ErrorClass::kFenced:
      return fenced();
    case ErrorClass::kSequence:
      if (!commit_try.ever_doubted)
        return dump_and_report_broken(batch, "its journal_seq does not follow the one of the cell");
      commit_try.in_doubt = true;  // a copy sent on the lost connection arrived after all
      return std::nullopt;
    case ErrorClass::kBug:
      return dump_and_report_broken(batch, "the database refused it with " + classified.code);
  }
  return std::nullopt;
}

engine::Committed JournalWriter::sent_now() const {
  engine::Committed committed;
  committed.status = engine::CommitStatus::kCommitted;
  committed.sent_at = steady_clock::now();
  // The margin grows in proportion to the lease, because lease_now_ may be longer than
  // options_.lease.
  committed.lease =
      lease_now_ - options_.lease_margin * lease_now_.count() / options_.lease.count();
  return committed;
}

void JournalWriter::learn_from(engine::Committed const& committed) {
  auto const took =
      std::chrono::duration_cast<base::Duration>(steady_clock::now() - committed.sent_at);
  // The wanted lease is four times as long as this commit took, but at least half as long as the
  // lease before.
  auto const wanted = std::max(took * kCommitsInALease, lease_now_ / 2);
  lease_now_ = std::clamp(wanted, options_.lease, std::max(options_.lease, kLongestLease));
}

engine::Committed JournalWriter::dump_and_report_broken(engine::Batch const& batch,
                                                        std::string const& why) const {
  auto const path = dump_batch(options_.state_directory, options_.epoch, batch);
  engine::Committed committed;
  committed.status = engine::CommitStatus::kBroken;
  committed.why = fmt::format(
      "batch {}: {}; {}", batch.journal_seq, why,
      path.empty() ? "the batch could not be dumped" : "the batch is dumped to " + path);
  return committed;
}

void JournalWriter::connect() {
  if (session_) return;
  auto session = std::make_shared<JournalSession>(
      options_.location, JournalSession::Lease{options_.epoch, options_.lease});
  {
    std::lock_guard const lock{mutex_};
    if (stopping_) throw pqxx::broken_connection{"this server was told to stop"};
    session_ = session;
  }
  try {
    session->prepare();
  } catch (std::exception const&) {
    drop_session();
    throw;
  }
}

// Drops the connection. The lock is needed, because the destructor interrupts the session from
// another thread.
void JournalWriter::drop_session() {
  std::lock_guard const lock{mutex_};
  session_.reset();
}

bool JournalWriter::pause(CommitTry& commit_try) {
  watch_.failed(commit_try.last_trouble);
  std::unique_lock lock{mutex_};
  auto const stopped = changed_.wait_for(lock, commit_try.pause, [&] { return stopping_; });
  commit_try.pause =
      std::clamp<std::chrono::milliseconds>(commit_try.pause * 2, kFirstPause, kLongestPause);
  return !stopped;
}

void JournalWriter::end_lease() {
  try {
    if (session_) session_->give_up();
  } catch (std::exception const&) {
    drop_session();  // a standby then waits until the lease runs out
  }
}

}  // namespace callbackd::storage
