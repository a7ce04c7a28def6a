// The ports are the interfaces through which the engine uses the world outside. Journal makes
// batches durable, AgentLinks sends messages to agents, VoiceGateway dials, and Clock tells the
// time. Each port says on which thread it is called. The implementations are JournalWriter
// (storage), AgentHub (edge), the gateways of voice, and SteadyClock (engine). ActiveServer (app)
// owns one of each.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/hash_tables.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/messages/effect.hpp"

namespace boost::asio {
class io_context;
}

namespace callbackd::engine {

// An Idempotency-Key and the callback that was posted with it. The row is written in the same batch
// as the callback. Both hashes have 16 bytes (edge/idempotency_key.hpp).
struct IdempotencyRow {
  std::string site;
  base::Uuid key_hash;
  base::Uuid body_hash;
  base::CallbackId callback;
  base::Instant at{};
};

// The first answer to an agent's request_id, remembered for Limits::request_memory_time.
struct RememberedAnswer {
  std::string login;
  std::string request_id;
  base::Uuid request_hash;
  // The result or error, without the JSON-RPC envelope. The text begins with '.' for a result and
  // with '!' for an error.
  std::string answer_json;
  base::Instant at{};
};

// The records of many steps, to be committed in one transaction.
struct Batch {
  std::uint64_t journal_seq = 0;  // rises by one with each batch
  base::Instant at{};             // core time of the last step of the batch
  base::Serial last_serial{};
  core::RecordBatch records;
  std::vector<IdempotencyRow> idempotency;
  std::vector<RememberedAnswer> remembered;
  // Details of these callbacks must be read: the releases of this batch show them, and ShownDetails
  // (a cache) does not have them. The journal reads them after it has applied the batch.
  std::vector<base::CallbackId> wanted;
};

enum class CommitStatus : std::uint8_t {
  kCommitted,
  kFenced,  // Another server is active now. This server ends without releasing the batch.
  // A bug: the database refused the content of the batch. The journal tries to write the batch to a
  // file, and the server ends.
  kBroken
};

struct Committed {
  CommitStatus status{};
  std::chrono::steady_clock::time_point
      sent_at{};  // When the attempt that succeeded was sent. The lease counts from this time.
  // The lease that this commit wrote, with a safety margin subtracted. Zero: use Journal::lease().
  base::Duration lease{};
  // The details of the callbacks in Batch::wanted.
  base::IdMap<base::CallbackId, core::DetailsPtr> details;
  // The newest version of the site definition that was proposed and not decided yet. 0: none.
  std::int64_t proposed_definition = 0;
  // The access version. It changes with each change of users, keys or tokens.
  std::int64_t access_version = 0;
  std::string why;  // for kFenced and kBroken, without personal data
};

// Makes batches durable, one at a time and in order. It repeats an attempt by itself until it knows
// whether the batch is committed.
class Journal {
 public:
  virtual ~Journal() = default;
  // Commits one batch. It is called on the engine's thread, and never while an earlier batch is in
  // flight. `done` is called once, on any thread. An empty batch is a heartbeat: it extends the
  // lease. It is checked like any other batch and has a journal_seq of its own.
  virtual void commit(Batch batch, std::function<void(Committed)> done) = 0;
  // True while the batch in flight cannot be committed (connection lost, disk full and the like).
  // Any thread.
  virtual bool stalled() const = 0;
  // How long this server may still release, counted from when a successful commit was *sent*. It is
  // the lease with a safety margin subtracted.
  virtual base::Duration lease() const = 0;
};

// A row of the database that the server could not understand at its start, and left out.
struct UnreadableRow {
  std::string table;
  std::string row;  // the key of the row; for a callback it is the id
  std::string why;  // without personal data
};

// Everything that the server reads from the database at its start.
struct Recovered {
  std::uint64_t journal_seq = 0;
  base::Serial last_serial{};
  base::Instant last_committed_at{};
  core::SitePtr site;
  core::Restored state;
  std::vector<RememberedAnswer> remembered;
  // The details of callbacks with an open interaction or offer.
  base::IdMap<base::CallbackId, core::DetailsPtr> details;
  std::vector<UnreadableRow> unreadable;
};

// Sends messages to the connections of agents. The functions are called on the engine's thread, in
// the order of release. They must only post and return.
class AgentLinks {
 public:
  virtual ~AgentLinks() = default;
  struct Notification {
    std::uint64_t seq = 0;
    base::Instant at{};
    core::NotificationBody body;
    core::DetailsPtr details;  // null: this notification shows no details
  };
  using NotificationPtr = std::shared_ptr<Notification const>;
  // Sends a notification to `connection`. The last answer to session.open that was released for the
  // agent went to this connection. If the connection is lost already, nothing is sent.
  virtual void notify(std::uint64_t connection, NotificationPtr notification) = 0;
  // Ends `connection`, because a newer session took control of its agent. Sends session.superseded
  // with this `seq`, then closes the connection with code 4409.
  virtual void supersede(std::uint64_t connection, std::uint64_t seq, base::Instant at) = 0;
  // Answers and notifications between begin_group() and end_group() may be sent in one write per
  // connection.
  virtual void begin_group() {}
  virtual void end_group() {}
};

// Dials and hangs up. order() is called on the engine's thread and must not wait. Events come back
// through `on_event`. It may be called on any thread, also from inside order(), and only posts to
// the engine.
class VoiceGateway {
 public:
  virtual ~VoiceGateway() = default;
  virtual void start(std::function<void(core::VoiceEvent)> on_event) = 0;
  virtual void order(core::VoiceOrder const& order) = 0;
  virtual void stop() = 0;
};

// An alarm clock that rings once, when `wait` has passed. Setting the alarm again cancels the
// earlier ring. Engine's thread.
class Alarm {
 public:
  virtual ~Alarm() = default;
  virtual void ring_after(std::chrono::steady_clock::duration wait, std::function<void()> ring) = 0;
  virtual void cancel() = 0;
};

// The engine reads all its clocks and sets all its alarms through this port, so that a simulation
// can control the time. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual base::Instant now() const = 0;  // steady, never backward (Time in server/README.md)
  // The clock for lease and heartbeat. It is the machine's steady clock, except in a simulation.
  virtual std::chrono::steady_clock::time_point steady_now() const;
  virtual std::unique_ptr<Alarm> make_alarm(boost::asio::io_context& context) const;
};

}  // namespace callbackd::engine
