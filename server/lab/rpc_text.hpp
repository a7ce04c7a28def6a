// Finds the few things that the load client needs in the server's JSON: which request a message
// answers, whether it is an error, and the id of an offer. It searches the text and builds no tree,
// because the client shares the CPU cores with the server that it measures. Pure functions; any
// thread.
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

// Returns the value of the first member `name`, at any depth, whose value is a string. Returns an
// empty text if there is none. The member must be written without spaces, and its value without
// escapes, as our server writes them. Text inside a string cannot look like a member, because the
// quotes in it are escaped.
std::string_view text_member(std::string_view json, std::string_view name);

}  // namespace callbackd::lab
