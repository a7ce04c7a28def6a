// One HTTP answer that is being written. Beast serializes it, and Answer hands the stream as many
// bytes as the stream takes. The HttpConnection owns the Answer and uses it on the connection's I/O
// thread only. The Answer owns the response. A header value can never end its line, because control
// characters are written as spaces.
#pragma once
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include "edge/net/byte_stream.hpp"
#include "edge/net/http_message.hpp"

namespace callbackd::edge {

// What the connection and the request decide about the form of an answer.
struct AnswerFraming {
  bool http_1_1 = true;     // the request is HTTP/1.1, not HTTP/1.0
  bool keep_alive = true;   // the connection stays open after this answer
  bool head_only = false;   // the request was a HEAD: no body is sent
  bool https_only = false;  // the port refuses plain HTTP: the answer carries HSTS (RFC 6797)
};

class Answer {
 public:
  Answer(HttpResponse response, AnswerFraming framing);

  Validity validity() const { return validity_; }

  // Writes until the whole answer is written or `error` is set. If `error` is would_block, call
  // this again when the stream is writable. It then goes on where it stopped.
  void write_to(ByteStream& stream, boost::system::error_code& error);

 private:
  Validity validity_;
  boost::beast::http::response<boost::beast::http::string_body> message_;
  boost::beast::http::response_serializer<boost::beast::http::string_body> serializer_;
};

}  // namespace callbackd::edge
