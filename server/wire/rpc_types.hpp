// The requests of an agent's client as typed values, and the results that do not come from the
// core. Values. Phone numbers stay as typed; the edge fills in the agent; an id of the wrong form
// is nil, which is not found later.
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

// The error codes of JSON-RPC 2.0 (section 5.1), and kRefused, which is ours.
inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternalError = -32603;
inline constexpr int kRefused = -32000;  // with data.reason

struct RpcError {
  int code = kInternalError;
  std::string message;
  FieldErrors errors;                       // data.errors
  std::optional<base::Instant> opens_at{};  // data.opens_at
};

// The kinds of target that a request may name. In core::CallTarget a contact has become a number.
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
  std::string token;              // empty: the handshake had it
  std::string resume_session_id;  // empty: no resume
  std::uint64_t resume_last_seq = 0;
};

struct Ping {
  struct Result {
    base::Instant at{};
    std::uint64_t seq = 0;  // of the session's last notification
  };
};

struct PartyActions {
  struct Result {
    std::vector<std::string> email_addresses;
  };
  base::InteractionId interaction;
};

// The request of a method. Its type says what answers it: the session (OpenSession, Ping), the
// records (PartyActions) or the core (CommandBody).
using RpcMethod = std::variant<OpenSession, Ping, PartyActions, core::CommandBody>;
using RpcResult = std::variant<Ping::Result, PartyActions::Result>;

struct RpcRequest {
  RpcMethod method;
  base::Bound bound = base::Bound::kConnectionRate;  // of the method
  std::string request_id;                            // empty: there is none
  // A phone number as typed: the one of core::PlaceCall or core::RescheduleInteraction, or a target
  // that is a number.
  std::optional<std::string> phone;
  std::string phone_field = "phone";  // the field that had `phone` or `contact_id`, for errors
  // The contact of a target: the number of its record is dialled.
  std::optional<std::string> contact_id;
  // The method and the params without request_id, as a text that is equal for the same meaning: it
  // tells a repeat from another request with the same request_id.
  std::string hash_input;
};

}  // namespace callbackd::wire
