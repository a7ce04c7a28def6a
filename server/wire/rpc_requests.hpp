// Reads the requests of an agent's client (JSON-RPC 2.0, one object in each message) from JSON text
// into typed values. Pure functions; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/messages/command.hpp"
#include "wire/rpc_types.hpp"

namespace callbackd::wire {

struct DecodedRpc {
  // The id for the answer. It is null if the id of the request could not be read.
  std::string id_json = "null";
  RpcRequest request;  // to be used only if there is no error
  std::optional<RpcError> error;
};

DecodedRpc read_rpc_request(std::string_view json, base::Instant now);

// Returns `command` with `agent` as its agent. If the command has a member `phone` or `target`,
// `phone` is put there. A command without an agent is returned as it is.
core::CommandBody with_agent(base::AgentId agent, core::CommandBody command,
                             std::optional<core::ClassedNumber> const& phone);

}  // namespace callbackd::wire
