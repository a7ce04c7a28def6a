// The requests that the engine takes, and its replies. Plain values; the engine's thread makes the
// replies.
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
  DetailsMap details;       // of every callback that `body` shows to an agent
  std::string answer_json;  // not empty: the remembered first answer to this request_id, to be sent
                            // as it is
  bool is_error = false;    // answer_json is an error object
  std::optional<base::CallbackId> first_callback;  // the Idempotency-Key was used for this callback
                                                   // before; `body` is its state now
};
// Called at most once: on the engine's thread after the commit, or, for a refusal because of
// overload or draining, at once on the caller's thread. Never called if the engine ends before. It
// must only post and return.
using OnReply = std::function<void(Reply)>;

// Both hashes are as in IdempotencyRow (ports.hpp).
struct IdempotencyKey {
  std::string site;
  base::Uuid key_hash;
  base::Uuid body_hash;
};

struct AgentRequest {  // who asks; an empty request_id: the answer is not remembered
  base::AgentId agent{};
  std::string login;
  std::string request_id;
  base::Uuid request_hash;  // of method and params: a repeat with others is refused (kInvalidFields
                            // on request_id)
  std::uint64_t connection = 0;  // refused (kUnauthenticated) unless it controls the agent
  // which limit counts this request (agent_limits.hpp)
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
  std::uint64_t seq = 0;  // the last notification that the client has or the snapshot contains: the
                          // next one is seq + 1
  bool resumed = false;
  base::Instant at{};  // the core's time; deadlines and notifications use it too
  // Notifications to send right after the answer. Later ones come through AgentLinks::notify,
  // without a gap between.
  std::vector<AgentLinks::NotificationPtr> missed;
};

struct Pong {
  std::optional<core::Refusal> refusal;
  base::Instant at{};     // as SessionReply::at
  std::uint64_t seq = 0;  // of the last notification that went out
};

}  // namespace callbackd::engine
