// libFuzzer: reads any bytes as a message of an agent's client. Every message can be answered,
// because its id is valid JSON. A valid message for the core becomes a command of the agent.
#include <cstdlib>
#include <string_view>

#include "wire/rpc_answers.hpp"
#include "wire/rpc_requests.hpp"
#include "wire/strict_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  using namespace callbackd;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  base::Instant const now{std::chrono::hours{24 * 365 * 57}};
  auto const decoded = wire::read_rpc_request(text, now);
  if (decoded.error) {
    auto const answer = wire::envelope(decoded.id_json, wire::encode_error(*decoded.error), true);
    if (!wire::parse_strict(answer)) std::abort();
    return 0;
  }
  if (!wire::parse_strict(wire::envelope(decoded.id_json, "{}", false))) std::abort();
  auto const& request = decoded.request;
  if (request.hash_input.empty()) std::abort();
  if (auto const* command = std::get_if<core::CommandBody>(&request.method)) {
    if (wire::with_agent({}, *command, std::nullopt).index() != command->index()) std::abort();
  }
  return 0;
}
