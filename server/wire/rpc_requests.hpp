// Reads the requests of an agent's client (JSON-RPC 2.0, one object per message), from text to the
// core's own commands. Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/messages/command.hpp"
#include "wire/rpc_types.hpp"

namespace callbackd::wire {

struct DecodedRpc {
  std::string id_json = "null";  // to be echoed; null when it could not be read
  RpcRequest request;            // to be used only without an error
  std::optional<RpcError> error;
};

DecodedRpc read_rpc_request(std::string_view json, base::Instant now);

// The command as this agent gives it, with the number that is to be called, if there is one.
core::CommandBody given_by(base::AgentId agent, core::CommandBody command,
                           std::optional<core::ClassedNumber> const& phone);

}  // namespace callbackd::wire
