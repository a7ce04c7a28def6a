// One row per method of the WebSocket: its name, whether it may carry a request_id, and how its
// params are read. Stateless. Internal to wire: a new method is a new row and a reader in
// rpc_methods.cpp.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/bounds.hpp"
#include "wire/field_reader.hpp"
#include "wire/rpc_types.hpp"

namespace callbackd::wire {

struct ReadParams {
  FieldReader& params;
  base::Instant now;
  RpcRequest& request;
};

struct MethodRow {
  std::string_view name;
  bool takes_request_id;  // it changes something
  base::Bound bound;      // what keeps it from being asked without end
  void (*read)(ReadParams const& in);
};

std::span<MethodRow const> all_methods();
MethodRow const* find_method(std::string_view name);  // nullptr: there is none
std::string read_request_id(FieldReader& params);     // empty: none

}  // namespace callbackd::wire
