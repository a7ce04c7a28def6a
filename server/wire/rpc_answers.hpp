// Writes what the server sends over the WebSocket: results, errors and notifications of JSON-RPC
// 2.0, as JSON text. Pure functions; any thread. The shapes are in proto/schemas/ws.*.json.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash_tables.hpp"
#include "core/messages/view.hpp"
#include "wire/rpc_requests.hpp"

namespace callbackd::wire {

using DetailsMap = base::IdMap<base::CallbackId, core::DetailsPtr>;

// The result or error object of an answer, without the envelope, and whether it is an error. This
// is what is remembered for a request_id: a repeat has another id in its envelope.
std::pair<std::string, bool> encode_answer(core::AnswerBody const& body, DetailsMap const& details);

// What the engine and the edge add to a core::SessionView.
struct SessionFacts {
  std::string session_id;
  std::uint64_t seq = 0;  // of the last notification whose effect the snapshot has
  bool resumed = false;
  base::Instant at{};                                 // the server's time
  std::vector<core::Role> roles{core::Role::kAgent};  // of the user, narrowed by the definition
};
// The result of session.open.
std::string encode_session(core::SessionView const& view, SessionFacts const& facts,
                           DetailsMap const& details);

// The result of a method that the core does not answer.
std::string encode_result(RpcResult const& result);

// The error object of a request that could not be read.
std::string encode_error(RpcError const& error);
// The whole message: {"jsonrpc", "id", "result" or "error"}. `id_json` and `json` are JSON text.
std::string envelope(std::string_view id_json, std::string_view json, bool is_error);

struct NotificationStamp {
  std::uint64_t seq = 0;
  base::Instant at{};
};
// `details` are those of the callback that the notification is about; null if it shows none.
std::string encode_notification(NotificationStamp stamp, core::NotificationBody const& body,
                                core::DetailsPtr const& details);
std::string encode_superseded(NotificationStamp stamp);

}  // namespace callbackd::wire
