// The few things that the load client must find in the server's JSON: whose answer it is, whether
// it is an error, the id of an offer. Reads text as it lies, without a tree: the client shares the
// cores with what it measures. Pure functions; any thread.
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

// The value of the first member `name` whose value is a string without escapes; empty: none.
// Quotes inside of strings are escaped, so a member is never mistaken for words of a value.
std::string_view text_member(std::string_view json, std::string_view name);

}  // namespace callbackd::lab
