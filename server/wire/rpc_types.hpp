// The requests of an agent's client as typed values: what each method carries once it is read, and
// the results that do not come from the core. Phone numbers stay as typed, agents are filled in by
// the edge; an id of the wrong form is nil, and so not found later. Values.
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

// What a target may be. Of core::CallTarget a contact is a number by then.
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
  std::string token;              // empty: it came with the upgrade
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

// What a method asks for. The type says what answers it: the session, the records or the core.
using RpcMethod = std::variant<OpenSession, Ping, PartyActions, core::CommandBody>;
using RpcResult = std::variant<Ping::Result, PartyActions::Result>;

struct RpcRequest {
  RpcMethod method;
  base::Bound bound = base::Bound::kConnectionRate;  // of the method
  std::string request_id;                            // empty: none
  // As typed: of core::PlaceCall and core::RescheduleInteraction, and a target that is a number.
  std::optional<std::string> phone;
  std::string phone_field = "phone";  // where it stood
  // Of a target that is a contact: it is dialled at the number of that one's record.
  std::optional<std::string> contact_id;
  std::string hash_input;  // method and params without request_id: equal bytes for equal meaning
};

}  // namespace callbackd::wire
