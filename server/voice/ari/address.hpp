// The address of Asterisk's REST interface (ARI), for example http://host:8088/ari, split into its
// parts. Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace callbackd::voice::ari {

struct Address {
  bool tls = false;
  std::string host;
  std::string port;
  // The path of the URL, for example /ari. It is put before the target of each request, and has no
  // slash at its end.
  std::string path;
};

// Splits an http or https URL. It must have a host, and may have a port and a path; without a path
// /ari is used. Returns nullopt for any other text.
std::optional<Address> parse_address(std::string_view url);

}  // namespace callbackd::voice::ari
