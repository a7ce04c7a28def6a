// Where Asterisk's REST interface (ARI) is: http://host:8088/ari as its parts.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace callbackd::voice::ari {

struct Address {
  bool tls = false;
  std::string host;
  std::string port;
  std::string path;  // before each target, without a slash at its end: /ari
};

// http or https, a host, perhaps a port and a path (without one: /ari). nullopt: something else.
std::optional<Address> parse_address(std::string_view url);

}  // namespace callbackd::voice::ari
