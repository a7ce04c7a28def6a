// The table of the methods of the WebSocket, one row for each: its name, what answers it, whether
// it may have a request_id, its bound, and the reader of its params. Constant; any thread. Internal
// to wire. A new method is a new row and a reader in rpc_methods.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bounds.hpp"
#include "wire/field_reader.hpp"
#include "wire/rpc_types.hpp"

namespace callbackd::wire {

// What a reader gets: the params, the time, and the request, whose phone and contact fields it
// fills.
struct ReadParams {
  FieldReader& params;
  base::Instant now;
  RpcRequest& request;
};

// What answers a method: the session itself, a question to the records, or the core.
enum class AnsweredBy : std::uint8_t { kSession, kRecords, kCore };

struct MethodRow {
  std::string_view name;
  AnsweredBy answered_by;
  std::size_t command;    // the position in core::CommandBody; its size if it is no command
  bool takes_request_id;  // true for methods that change something
  base::Bound bound;      // the limit of the method
  RpcMethod (*read)(ReadParams const& in);
};

std::span<MethodRow const> all_methods();
MethodRow const* find_method(std::string_view name);  // nullptr: there is no such method
std::string read_request_id(FieldReader& params);     // empty: it is absent or wrong

}  // namespace callbackd::wire
