// Writes the messages that the server sends over the WebSocket: results, errors and notifications
// of JSON-RPC 2.0. Pure functions; any thread. The shapes are in proto/schemas/ws.*.json.
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

// Writes the result or the error object of an answer, without the envelope around it. The second
// value is true for an error. The engine remembers this text for a request_id. The envelope is not
// remembered, because a repeated request has another id.
std::pair<std::string, bool> encode_answer(core::AnswerBody const& body, DetailsMap const& details);

// What a session answer needs beside core::SessionView. It comes from the engine and the edge.
struct SessionFacts {
  std::string session_id;
  std::uint64_t seq = 0;  // number of the last notification whose effect is in the snapshot
  bool resumed = false;
  base::Instant at{};  // the server's time
  // The roles of the user, without those that the definition does not allow.
  std::vector<core::Role> roles{core::Role::kAgent};
};
// Writes the result of session.open.
std::string encode_session(core::SessionView const& view, SessionFacts const& facts,
                           DetailsMap const& details);

// Writes the result of a method that the core does not answer.
std::string encode_result(RpcResult const& result);

// Writes the error object for a request that could not be read.
std::string encode_error(RpcError const& error);
// Writes the whole message: {"jsonrpc", "id", "result" or "error"}. `id_json` and `json` are JSON
// text.
std::string envelope(std::string_view id_json, std::string_view json, bool is_error);

struct NotificationStamp {
  std::uint64_t seq = 0;
  base::Instant at{};
};
// Writes a notification. `details` are the details of the callback that it is about; null if it
// shows none.
std::string encode_notification(NotificationStamp stamp, core::NotificationBody const& body,
                                core::DetailsPtr const& details);
std::string encode_superseded(NotificationStamp stamp);

}  // namespace callbackd::wire
