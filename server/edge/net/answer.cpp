#include "edge/net/answer.hpp"

#include "edge/net/http_date.hpp"

#include <algorithm>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/container/static_vector.hpp>

namespace callbackd::edge {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr char kHttpsForAYear[] = "max-age=31536000";  // RFC 6797
// How many buffers one call of the stream gets at most. Beast gives one buffer for each header
// field. Buffers beyond this number are written with the next call.
constexpr std::size_t kPieces = 32;

bool has_no_body(unsigned status) {
  return status < 200 || status == 204 || status == 304;
}

// Returns a header value in which each control character is replaced by a space. Beast does not
// check values, and a CR LF in a value would begin a new header field.
std::string harmless(std::string value) {
  std::replace_if(
      value.begin(), value.end(),
      [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
      },
      ' ');
  return value;
}

beast::string_view view(std::string_view text) {
  return {text.data(), text.size()};
}

http::response<http::string_body> to_beast(HttpResponse response, AnswerFraming framing) {
  http::response<http::string_body> message;
  message.version(11);
  message.result(response.status);
  if (response.status >= 200) message.set(http::field::date, view(http_date()));
  if (!response.content_type.empty())
    message.set(http::field::content_type, view(response.content_type));
  if (!has_no_body(response.status)) message.content_length(response.body.size());
  for (auto& header : response.headers)
    message.insert(view(header.name), harmless(std::move(header.value)));
  if (framing.https_only) message.set(http::field::strict_transport_security, kHttpsForAYear);
  if (!framing.keep_alive) {
    message.set(http::field::connection, "close");
  } else if (!framing.http_1_1) {
    message.set(http::field::connection, "keep-alive");
  }
  if (!framing.head_only && !has_no_body(response.status))
    message.body() = std::move(response.body);
  return message;
}

}  // namespace

Answer::Answer(HttpResponse response, AnswerFraming framing)
    : validity_(response.validity),
      message_(to_beast(std::move(response), framing)),
      serializer_(message_) {}

void Answer::write_to(ByteStream& stream, boost::system::error_code& error) {
  while (!error && !serializer_.is_done()) {
    std::size_t sent = 0;
    serializer_.next(error, [&](boost::system::error_code& failed, auto const& buffers) {
      boost::container::static_vector<asio::const_buffer, kPieces> pieces;
      for (asio::const_buffer buffer : beast::buffers_range_ref(buffers)) {
        if (pieces.size() < kPieces && buffer.size() > 0) pieces.push_back(buffer);
      }
      sent = stream.write_some({pieces.data(), pieces.size()}, failed);
    });
    if (!error) serializer_.consume(sent);
  }
}

}  // namespace callbackd::edge
