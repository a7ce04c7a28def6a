// One HTTP answer on its way out: Beast serializes it, this hands the stream as much as it takes.
// On the connection's I/O thread. Never lets a header value end its line.
#pragma once
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include "edge/net/byte_stream.hpp"
#include "edge/net/http_message.hpp"

namespace callbackd::edge {

struct AnswerFraming {
  bool http_1_1 = true;     // of the request
  bool keep_alive = true;   // the connection stays open after this answer
  bool head_only = false;   // the request was a HEAD
  bool https_only = false;  // the port speaks nothing else, and browsers shall keep to that
};

class Answer {
 public:
  Answer(HttpResponse response, AnswerFraming framing);

  Perishes perishes() const { return perishes_; }

  // Writes until all is written, or until the error, which may be would_block: call it again then.
  void write_to(ByteStream& stream, boost::system::error_code& error);

 private:
  Perishes perishes_;
  boost::beast::http::response<boost::beast::http::string_body> message_;
  boost::beast::http::response_serializer<boost::beast::http::string_body> serializer_;
};

}  // namespace callbackd::edge
