#include "edge/net/forwarded_for.hpp"

#include <algorithm>
#include <string>

#include "edge/net/head_text.hpp"

namespace callbackd::edge {

namespace ip = boost::asio::ip;

namespace {

// Returns the address of one element of X-Forwarded-For. The forms are 192.0.2.1, 192.0.2.1:8080,
// 2001:db8::1, [2001:db8::1] and [2001:db8::1]:8080. An address with a zone (fe80::1%eth0) is
// refused.
std::optional<ip::address> address_of(std::string_view element) {
  auto text = element;
  bool const bracketed = text.starts_with('[');
  if (bracketed) {
    auto const end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    auto const behind = text.substr(end + 1);
    if (!behind.empty() && !(behind.starts_with(':') && is_port(behind.substr(1))))
      return std::nullopt;
    text = text.substr(1, end - 1);
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    auto const colon = text.find(':');
    if (!is_port(text.substr(colon + 1))) return std::nullopt;
    text = text.substr(0, colon);
  }
  if (text.find('%') != std::string_view::npos) return std::nullopt;
  boost::system::error_code error;
  auto const address = ip::make_address(std::string(text), error);
  if (error || (bracketed && address.is_v4())) return std::nullopt;
  return without_mapping(address);
}

}  // namespace

std::optional<ip::address> forwarded_for(std::span<std::string_view const> values,
                                         TrustedProxies const& proxies) {
  // Each proxy appends the address of its own client at the right end, so the list is read from
  // there.
  std::optional<ip::address> nearest;
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    for (auto rest = *value;;) {
      auto const comma = rest.rfind(',');
      nearest = address_of(trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1)));
      if (!nearest || !proxies.trusts(*nearest)) return nearest;
      if (comma == std::string_view::npos) break;
      rest = rest.substr(0, comma);
    }
  }
  return nearest;
}

}  // namespace callbackd::edge
