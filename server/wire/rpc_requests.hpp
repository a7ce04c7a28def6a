// Reads the requests of an agent's client (JSON-RPC 2.0, one object in each message) from text into
// typed values. Pure functions; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/messages/command.hpp"
#include "wire/rpc_types.hpp"

namespace callbackd::wire {

struct DecodedRpc {
  std::string id_json = "null";  // the answer repeats it; null if it could not be read
  RpcRequest request;            // to be used only without an error
  std::optional<RpcError> error;
};

DecodedRpc read_rpc_request(std::string_view json, base::Instant now);

// The command with the agent who gives it and the number to call, if it has these members.
core::CommandBody with_agent(base::AgentId agent, core::CommandBody command,
                             std::optional<core::ClassedNumber> const& phone);

}  // namespace callbackd::wire
