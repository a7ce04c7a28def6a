// libFuzzer: reads any bytes as the body of POST /v1/callbacks. A request that is accepted keeps
// the rules that PostgreSQL relies on.
#include <cstdlib>
#include <string_view>

#include "wire/http_requests.hpp"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  using namespace callbackd;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  wire::ReadContext context;
  context.now = base::Instant{std::chrono::hours{24 * 365 * 57}};
  auto const decoded = wire::read_post_callback(text, context);
  if (!decoded.ok()) return 0;
  wire::PostCallbackRequest const& request = decoded.value;
  bool const one_place = request.queue.empty() != request.routing_point.empty();
  if (!one_place || request.details.attributes_json.size() > 8 * 1024) std::abort();
  return 0;
}
