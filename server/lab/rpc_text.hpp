// Finds the few things that the load client needs in the server's JSON: which request it answers,
// whether it is an error, the id of an offer. It searches the text and builds no tree, because the
// client shares the CPU cores with the server that it measures. Pure functions; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace callbackd::lab {

struct RpcMessage {
  enum class Kind : std::uint8_t { kAnswer, kError, kNotification, kBad };
  Kind kind = Kind::kBad;
  std::uint64_t id = 0;     // of an answer or error
  std::string_view method;  // of a notification
};
RpcMessage read_rpc_message(std::string_view text);

// The value of the first member `name`, at any depth, whose value is a string; empty: there is
// none. The value must have no escapes. Quotes within a string are escaped, so the content of a
// string is never taken for a member.
std::string_view text_member(std::string_view json, std::string_view name);

}  // namespace callbackd::lab
