// The ports: the engine's view of the world outside. They are where batches become durable, what
// sends messages to agents, what dials, and what time it is. Each port says on which thread it is
// called; implementations live in storage, edge, voice and app.
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

// An Idempotency-Key and the callback that was posted with it; written in the callback's batch.
// Both hashes are 16 bytes (edge/idempotency_key.hpp).
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
  std::string answer_json;  // result or error, without the JSON-RPC envelope
  base::Instant at{};
};

// The records of many steps, to be committed in one transaction.
struct Batch {
  std::uint64_t journal_seq = 0;  // rising by one
  base::Instant at{};             // core time of its last step
  base::Serial last_serial{};
  core::RecordBatch records;
  std::vector<IdempotencyRow> idempotency;
  std::vector<RememberedAnswer> remembered;
  std::vector<base::CallbackId>
      wanted;  // callbacks whose details the releases show; read after the batch is applied
};

enum class CommitStatus : std::uint8_t {
  kCommitted,
  kFenced,  // another server took the cell over: end without releasing
  kBroken   // a bug: the database refused the batch's content; it was dumped, the server ends
};

struct Committed {
  CommitStatus status{};
  std::chrono::steady_clock::time_point
      sent_at{};           // when the attempt that succeeded was sent: the lease counts from it
  base::Duration lease{};  // the lease that this commit wrote, less margin; zero: Journal::lease()
  base::IdMap<base::CallbackId, core::DetailsPtr> details;  // of `wanted`
  std::int64_t proposed_definition =
      0;  // the newest version that is waiting to be adopted; 0: none
  // differs from the commit before if users, keys or tokens changed
  std::int64_t access_version = 0;
  std::string why;  // for kFenced and kBroken, without personal data
};

// Makes batches durable, one at a time and in order. Retries by itself until it knows the outcome.
class Journal {
 public:
  virtual ~Journal() = default;
  // Called on the engine's thread, never while one is in flight; `done` is called once, on any
  // thread. An empty batch is a heartbeat: it extends the lease and is checked like any other (its
  // journal_seq rises too).
  virtual void commit(Batch batch, std::function<void(Committed)> done) = 0;
  // Safe from any thread: true while the batch in flight cannot be committed (connection lost, disk
  // full …).
  virtual bool stalled() const = 0;
  // How long after a successful commit was *sent* the holder may still release (lease less margin).
  virtual base::Duration lease() const = 0;
};

// A row that a start could not understand, and left out.
struct UnreadableRow {
  std::string table;
  std::string row;  // its key; of a callback its id
  std::string why;  // without personal data
};

// Everything read back at start.
struct Recovered {
  std::uint64_t journal_seq = 0;
  base::Serial last_serial{};
  base::Instant last_committed_at{};
  core::SitePtr site;
  core::Restored state;
  std::vector<RememberedAnswer> remembered;
  base::IdMap<base::CallbackId, core::DetailsPtr> details;  // of callbacks with an open interaction
  std::vector<UnreadableRow> unreadable;
};

// Sends messages to the connections of agents. Called on the engine's thread, in the order of
// release; must only post and return.
class AgentLinks {
 public:
  virtual ~AgentLinks() = default;
  struct Notification {
    std::uint64_t seq = 0;
    base::Instant at{};
    core::NotificationBody body;
    core::DetailsPtr details;  // null where none are shown
  };
  using NotificationPtr = std::shared_ptr<Notification const>;
  // To the connection that controls this agent now.
  virtual void notify(std::uint64_t connection, NotificationPtr notification) = 0;
  // A newer session took over: send session.superseded with this seq, then close with code 4409.
  virtual void supersede(std::uint64_t connection, std::uint64_t seq, base::Instant at) = 0;
  // Answers and notifications between begin_group() and end_group() may be sent in one write per
  // connection.
  virtual void begin_group() {}
  virtual void end_group() {}
};

// Dials and hangs up. order() is called on the engine's thread and only posts; events come back
// through `on_event`, which may be called on any thread and posts to the engine.
class VoiceGateway {
 public:
  virtual ~VoiceGateway() = default;
  virtual void start(std::function<void(core::VoiceEvent)> on_event) = 0;
  virtual void order(core::VoiceOrder const& order) = 0;
  virtual void stop() = 0;
};

// Rings once, a while after it was set; setting it again cancels the earlier ring. Engine's thread.
class Alarm {
 public:
  virtual ~Alarm() = default;
  virtual void ring_after(std::chrono::steady_clock::duration wait, std::function<void()> ring) = 0;
  virtual void cancel() = 0;
};

// All the time that the engine knows, so that a simulation can own it. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual base::Instant now() const = 0;  // steady, never backward (Time in server/README.md)
  // The clock for lease and heartbeat; the machine's own unless it is simulated.
  virtual std::chrono::steady_clock::time_point steady_now() const;
  virtual std::unique_ptr<Alarm> make_alarm(boost::asio::io_context& context) const;
};

}  // namespace callbackd::engine
