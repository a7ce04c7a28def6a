// The table of the WebSocket's methods. A row has the method's name, what answers it, whether it
// may have a request_id, its limit (Bound), and the function that reads its params. Constant; any
// thread. Internal to wire. For a new method, add a row and a reading function in rpc_methods.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bounds.hpp"
#include "wire/field_reader.hpp"
#include "wire/rpc_types.hpp"

namespace callbackd::wire {

// What a reading function gets: the params, the present time, and the request. If the params name a
// phone number or a contact, the function stores it in the request.
struct ReadParams {
  FieldReader& params;
  base::Instant now;
  RpcRequest& request;
};

// What answers a method: the session itself, a question to the database (records), or the core.
enum class AnsweredBy : std::uint8_t { kSession, kRecords, kCore };

struct MethodRow {
  std::string_view name;
  AnsweredBy answered_by;
  // The position of the command in the variant core::CommandBody. If the method is no command, it
  // is the size of the variant.
  std::size_t command;
  bool takes_request_id;  // true for methods that change something
  base::Bound bound;      // the limit of the method
  RpcMethod (*read)(ReadParams const& in);
};

std::span<MethodRow const> all_methods();
MethodRow const* find_method(std::string_view name);  // nullptr: there is no such method
std::string read_request_id(FieldReader& params);     // empty: it is absent or wrong

}  // namespace callbackd::wire
