// The types of the requests that the engine takes, and of its replies. Values; any thread.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bounds.hpp"
#include "base/hash_tables.hpp"
#include "core/core.hpp"
#include "engine/ports.hpp"

namespace callbackd::engine {

using DetailsMap = base::IdMap<base::CallbackId, core::DetailsPtr>;

struct Reply {
  core::AnswerBody body;
  DetailsMap details;  // details of every callback that `body` shows to an agent
  // If not empty, this is the first answer to the same request_id, as it was remembered. It is sent
  // without changes instead of `body`.
  std::string answer_json;
  bool is_error = false;  // whether answer_json is an error object
  // The callback of the first post, if the Idempotency-Key was used before. Then `body` is the
  // state of that callback now, or a Refusal if the core does not have the callback. kNotFound: it
  // is final, so it is only in the database. kUnavailable: it was left out at the start of the
  // server.
  std::optional<base::CallbackId> first_callback;
};
// The function that gets a reply. It is called at most once. A refusal because of overload or
// draining comes immediately, on the thread that hands in the request. Every other reply comes on
// the engine's thread, after the commit if there is something to commit. If the engine ends before
// that, the function is never called. The function must only post work to another place and return.
using OnReply = std::function<void(Reply)>;

// The Idempotency-Key of a post, with its site. Both hashes are made as in IdempotencyRow
// (ports.hpp).
struct IdempotencyKey {
  std::string site;
  base::Uuid key_hash;
  base::Uuid body_hash;
};

// Says which agent asks, and how the request is counted and remembered. With an empty request_id
// the answer is not remembered.
struct AgentRequest {
  base::AgentId agent{};
  std::string login;
  std::string request_id;
  // The hash of the request's method and params. A request that repeats the request_id with another
  // hash is refused (kInvalidFields on request_id).
  base::Uuid request_hash;
  // The connection from which the request comes. If it does not control the agent any more, the
  // request is refused (kUnauthenticated). A repeat of an answered request is an exception: it gets
  // the first answer.
  std::uint64_t connection = 0;
  // Which limit counts this request (agent_limits.hpp).
  base::Bound bound = base::Bound::kConnectionRate;
};

struct SessionRequest {
  std::string login;
  std::uint64_t connection = 0;   // unique among all connections of this process, never 0
  std::string resume_session_id;  // empty: none
  std::uint64_t resume_last_seq = 0;
};
struct SessionReply {
  Reply reply;  // SessionView or Refusal
  std::string session_id;
  // Number of the last notification that the client has or that the snapshot contains. The next
  // notification has the number seq + 1.
  std::uint64_t seq = 0;
  bool resumed = false;
  // The core's time. Times in deadlines and notifications come from the same clock.
  base::Instant at{};
  // The notifications to send right after the answer. Later notifications come through
  // AgentLinks::notify, without a gap in the numbers.
  std::vector<AgentLinks::NotificationPtr> missed;
};

struct Pong {
  std::optional<core::Refusal> refusal;
  base::Instant at{};     // the core's time
  std::uint64_t seq = 0;  // number of the last notification that was released
};

}  // namespace callbackd::engine
