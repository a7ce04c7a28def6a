// libFuzzer: reads any bytes as a header of the PROXY protocol (versions 1 and 2), and as an
// X-Forwarded-For header. A PROXY header gives the same result in whatever pieces it arrives. The
// bytes behind its end belong to the client.
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "edge/net/forwarded_for.hpp"
#include "edge/net/proxy_header.hpp"

namespace {

using namespace callbackd::edge;

void must(bool held) {
  if (!held) std::abort();
}

void read_header(std::string_view text) {
  NetLimits const limits{};
  auto const whole = parse_proxy_header(text, limits);
  auto const size = whole && *whole ? (*whole)->size : text.size();
  must(size <= text.size() && size <= limits.proxy_header_bytes + (whole ? 0 : text.size()));
  for (std::size_t arrived = 0; arrived < size; ++arrived) {
    auto const part = parse_proxy_header(text.substr(0, arrived), limits);
    must(part.has_value() || whole.has_error());  // a bad beginning makes it bad
    must(!part || !*part);                        // a part is never a complete header
    if (!part) break;
  }
  if (!whole || !*whole) return;
  auto const alone = parse_proxy_header(text.substr(0, size), limits);
  must(alone && *alone && (*alone)->size == size && (*alone)->source == (*whole)->source);
}

// Puts the signature of version 2 in front of the bytes. The reason: random bytes would hardly ever
// begin with the 12 bytes of this signature.
void read_version_2(std::string_view text) {
  read_header(std::string("\r\n\r\n\0\r\nQUIT\n", 12) + std::string(text));
}

void read_forwarded(std::string_view text) {
  TrustedProxies const proxies{.proxy_protocol = {}, .forwarded = {*Network::parse("10.0.0.0/8")}};
  std::array const once{text};
  auto const found = forwarded_for(once, proxies);
  if (!found) return;
  std::string const strangers = "junk, 192.0.2.9," + std::string(text);
  std::array<std::string_view, 1> const more{strangers};
  auto const then = forwarded_for(more, proxies);
  must(proxies.trusts(*found) ? then->to_string() == "192.0.2.9" : then == found);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (text.size() > 4'096) return 0;
  read_header(text);
  read_version_2(text);
  read_forwarded(text);
  return 0;
}
