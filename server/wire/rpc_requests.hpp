// The requests of an agent's client (JSON-RPC 2.0, one object per message), from text to the core's
// own commands. Phone numbers stay as typed, agents are filled in by the edge; an id of the wrong
// form is nil, and so not found later. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/bounds.hpp"
#include "core/command.hpp"
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

struct OpenSession {
  std::string token;              // empty: it came with the upgrade
  std::string resume_session_id;  // empty: no resume
  std::uint64_t resume_last_seq = 0;
};

struct Ping {};

struct PartyActions {
  base::InteractionId interaction;
};

using RpcMethod =
    std::variant<OpenSession, Ping, PartyActions, core::CloseSession, core::SetAgentState,
                 core::AcceptOffer, core::RejectOffer, core::GetInteraction, core::PlaceCall,
                 core::RescheduleInteraction, core::SetDisposition, core::SetNote, core::MarkDone,
                 core::ReleaseInteraction, core::EndCall, core::HoldCall, core::ResumeCall,
                 core::SendDtmf, core::SendExtension, core::TransferCall, core::ConferenceCall,
                 core::DropParty, core::StartConsultation, core::ActOnConsultation>;

struct RpcRequest {
  RpcMethod method;
  base::Bound bound = base::Bound::kConnectionRate;  // of the method
  std::string request_id;                            // empty: none
  // As typed: of PlaceCall and RescheduleInteraction, and a target that is a number.
  std::optional<std::string> phone;
  std::string phone_field = "phone";  // where it stood
  // Of a target that is a contact: it is dialled at the number of that one's record.
  std::optional<std::string> contact_id;
  std::string hash_input;  // method and params without request_id: equal bytes for equal meaning
};

struct DecodedRpc {
  std::string id_json = "null";  // to be echoed; null when it could not be read
  RpcRequest request;            // to be used only without an error
  std::optional<RpcError> error;
};

DecodedRpc read_rpc_request(std::string_view json, base::Instant now);

// The command that a request asks for, of every method but session.open and session.ping (nullopt).
// What else can be done for a contact is asked of the interaction.
std::optional<core::CommandBody> command_of(RpcRequest const& request, base::AgentId agent,
                                            std::optional<core::ClassedNumber> phone);

}  // namespace callbackd::wire
