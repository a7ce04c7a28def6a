// One row per method of the WebSocket: its name, what answers it, whether it may carry a
// request_id, its bound, and how its params are read. Stateless. Internal to wire: a new method is
// a new row and a reader in rpc_methods.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
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

enum class AnsweredBy : std::uint8_t { kSession, kRecords, kCore };

struct MethodRow {
  std::string_view name;
  AnsweredBy answered_by;
  std::size_t command;    // which alternative of core::CommandBody; of others that of none
  bool takes_request_id;  // it changes something
  base::Bound bound;      // what keeps it from being asked without end
  RpcMethod (*read)(ReadParams const& in);
};

std::span<MethodRow const> all_methods();
MethodRow const* find_method(std::string_view name);  // nullptr: there is none
std::string read_request_id(FieldReader& params);     // empty: none

}  // namespace callbackd::wire
