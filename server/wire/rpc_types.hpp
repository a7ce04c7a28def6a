// The requests of an agent's client as typed values, and the results that do not come from the
// core. Phone numbers stay as they were typed. The edge adds the agent. If an id has a wrong form,
// it becomes the nil id, which belongs to nothing. Values; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/bounds.hpp"
#include "base/words.hpp"
#include "core/messages/command.hpp"
#include "wire/decoded.hpp"

namespace callbackd::wire {

// The error codes of JSON-RPC 2.0 (section 5.1), and kRefused, which callbackd adds.
inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternalError = -32603;
inline constexpr int kRefused = -32000;  // the error then has data.reason

struct RpcError {
  int code = kInternalError;
  std::string message;
  FieldErrors errors;                       // data.errors
  std::optional<base::Instant> opens_at{};  // data.opens_at
};

// The kinds of target that a request may name. The core does not know contacts: in core::CallTarget
// a contact is replaced by its number.
enum class TargetKind : std::uint8_t { kAgent, kQueue, kRoutingPoint, kNumber, kContact };
constexpr auto words_of(std::type_identity<TargetKind>) {
  using enum TargetKind;
  return std::to_array<base::Word<TargetKind>>({{"agent", kAgent},
                                                {"queue", kQueue},
                                                {"routing_point", kRoutingPoint},
                                                {"number", kNumber},
                                                {"contact", kContact}});
}

struct OpenSession {
  std::string token;              // empty: the token was in the WebSocket handshake
  std::string resume_session_id;  // empty: no resume
  std::uint64_t resume_last_seq = 0;
};

struct Ping {
  struct Result {
    base::Instant at{};
    std::uint64_t seq = 0;  // number of the session's last notification
  };
};

struct PartyActions {
  struct Result {
    std::vector<std::string> email_addresses;
  };
  base::InteractionId interaction;
};

// The request of one method. The type says what answers the method: the session (OpenSession,
// Ping), the records (PartyActions) or the core (CommandBody).
using RpcMethod = std::variant<OpenSession, Ping, PartyActions, core::CommandBody>;
using RpcResult = std::variant<Ping::Result, PartyActions::Result>;

struct RpcRequest {
  RpcMethod method;
  base::Bound bound = base::Bound::kConnectionRate;  // which limit counts the method
  std::string request_id;                            // empty: the request has no request_id
  // The phone number of the request, as it was typed. It is the param `phone` of interaction.call
  // or interaction.reschedule, or a target that is a number.
  std::optional<std::string> phone;
  // The name of the field that has the phone number or the contact, for error messages.
  std::string phone_field = "phone";
  // The contact_id, if the target is a contact. The number in the record of this contact is
  // dialled.
  std::optional<std::string> contact_id;
  // The method and the params without request_id, as one text. Two requests with the same meaning
  // give the same text. So the server can see whether a second request with the same request_id is
  // a repeat or another request.
  std::string hash_input;
};

}  // namespace callbackd::wire
