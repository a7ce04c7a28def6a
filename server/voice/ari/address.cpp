#include "voice/ari/address.hpp"

#include <boost/url.hpp>
#include <charconv>
#include <cstdint>

namespace callbackd::voice::ari {

namespace {

bool is_port(std::string_view text) {
  std::uint16_t number = 0;
  auto const* const end = text.data() + text.size();
  auto const [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end && number > 0;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  auto const parsed = boost::urls::parse_uri(text);
  if (parsed.has_error()) return std::nullopt;
  auto const& url = *parsed;
  Address address;
  address.tls = url.scheme_id() == boost::urls::scheme::https;
  if (!address.tls && url.scheme_id() != boost::urls::scheme::http) return std::nullopt;
  if (url.has_userinfo() || url.has_query() || url.has_fragment()) return std::nullopt;
  address.host = url.host_address();
  if (address.host.empty()) return std::nullopt;
  auto const port = url.port();
  if (url.has_port() && !is_port(port)) return std::nullopt;
  address.port = port.empty() ? (address.tls ? "443" : "80") : std::string(port);
  address.path = url.encoded_path();
  while (address.path.ends_with('/')) address.path.pop_back();
  if (address.path.empty()) address.path = "/ari";
  return address;
}

}  // namespace callbackd::voice::ari
