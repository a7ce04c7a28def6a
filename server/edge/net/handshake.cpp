#include "edge/net/handshake.hpp"

#include "edge/net/head_text.hpp"

namespace callbackd::edge {
namespace {

constexpr HttpRefusal kOtherVersion{
    426, "upgrade_required", "Upgrade Required",
    "This server accepts only version 13 of the WebSocket protocol."};

// Sec-WebSocket-Key is base64 of 16 bytes: 22 characters and "==".
bool is_key(std::string_view key) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == 24 && key.ends_with("==") &&
         key.substr(0, 22).find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace

std::optional<HttpResponse> refuse_handshake(HttpRequest const& request) {
  if (request.header("sec-websocket-version") != "13") {
    auto response = to_response(kOtherVersion);
    response.headers.push_back({"Connection", "Upgrade"});
    response.headers.push_back({"Upgrade", "websocket"});
    response.headers.push_back({"Sec-WebSocket-Version", "13"});
    response.close = false;
    return response;
  }
  // Connection and Upgrade may come in several fields, and the head check accepts that. But Beast,
  // which answers the handshake, reads only the first field. So the first Connection field must
  // contain `upgrade`, and the first Upgrade field must contain `websocket`.
  if (!has_list_item(request.header("connection"), "upgrade") ||
      !has_list_item(request.header("upgrade"), "websocket")) {
    auto response =
        to_response(bad_request("Connection and Upgrade must be given in one header field each."));
    response.close = false;
    return response;
  }
  if (!is_key(request.header("sec-websocket-key"))) {
    auto response = to_response(bad_request("Sec-WebSocket-Key is not 16 bytes in base64."));
    response.close = false;
    return response;
  }
  return std::nullopt;
}

bool offers_subprotocol(HttpRequest const& request, std::string_view name) {
  bool offered = false;
  request.for_each_header([&](std::string_view field, std::string_view value) {
    if (!equals_ignoring_case(field, "sec-websocket-protocol")) return;
    for (auto rest = value; !offered && !rest.empty();) {
      auto const comma = rest.find(',');
      offered = trim(rest.substr(0, comma)) == name;
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
  });
  return offered;
}

}  // namespace callbackd::edge
