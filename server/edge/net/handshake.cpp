#include "edge/net/handshake.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "edge/net/head_text.hpp"

namespace callbackd::edge {
namespace {

// Base64 of 16 bytes: 22 characters and "==".
bool is_key(std::string_view key) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == 24 && key.ends_with("==") &&
         key.substr(0, 22).find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace

std::optional<HttpResponse> refuse_handshake(HttpRequest const& request) {
  if (request.header("sec-websocket-version") != "13") {
    auto response = to_response({426, "upgrade_required", "Upgrade Required",
                                 "Only version 13 of the WebSocket protocol is spoken here."});
    response.headers.push_back({"Upgrade", "websocket"});
    response.headers.push_back({"Sec-WebSocket-Version", "13"});
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

std::string accept_key(std::string_view key) {
  constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  auto const text = fmt::format("{}{}", key, kGuid);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> encoded{};
  auto const length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return {encoded.begin(), encoded.begin() + length};
}

std::string handshake_answer(std::string_view key_accepted, std::string_view subprotocol) {
  auto const named = subprotocol.empty()
                         ? std::string{}
                         : fmt::format("Sec-WebSocket-Protocol: {}\r\n", subprotocol);
  return fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: {}\r\n{}\r\n",
      key_accepted, named);
}

bool offers_subprotocol(HttpRequest const& request, std::string_view name) {
  bool offered = false;
  request.for_each_header([&](std::string_view field, std::string_view value) {
    offered = offered ||
              (equals_ignoring_case(field, "sec-websocket-protocol") && has_list_item(value, name));
  });
  return offered;
}

}  // namespace callbackd::edge
