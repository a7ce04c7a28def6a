#include "lab/http_reader.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace callbackd::lab;

namespace {

std::string const kAnswer =
    "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\ncontent-length:  11 \r\n\r\n"
    "{\"id\":\"17\"}";

}  // namespace

TEST_CASE("an answer is read once it is whole, whatever pieces it comes in") {
  for (std::size_t size = 0; size < kAnswer.size(); ++size) {
    HttpAnswer answer;
    CHECK(read_http_answer(std::string_view(kAnswer).substr(0, size), answer) == HttpRead::kMore);
  }
  HttpAnswer answer;
  auto const more = kAnswer + "HTTP";  // the views in `answer` point into it
  REQUIRE(read_http_answer(more, answer) == HttpRead::kDone);
  CHECK(answer.status == 201);
  CHECK(answer.body == "{\"id\":\"17\"}");
  CHECK(answer.bytes == kAnswer.size());
  CHECK_FALSE(answer.closes);
}

TEST_CASE("an answer that closes says so, and an upgrade has no body") {
  HttpAnswer answer;
  REQUIRE(
      read_http_answer("HTTP/1.1 503 Unavailable\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n",
                       answer) == HttpRead::kDone);
  CHECK(answer.closes);
  REQUIRE(read_http_answer("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\x81", answer) ==
          HttpRead::kDone);
  CHECK(answer.body.empty());
  CHECK(head_field(answer.head, "UPGRADE") == "websocket");
  CHECK(head_field(answer.head, "Up") == std::nullopt);
}

TEST_CASE("an answer that cannot be ours is not believed") {
  for (auto const* text :
       {"HTTP/1.0 201 Created\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 2x1 Created\r\n\r\n",
        "HTTP/1.1 201 Created\r\nContent-Length: 1x\r\n\r\n", "HTTP/1.1 201 Created\r\n\r\n",
        "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
    HttpAnswer answer;
    CHECK(read_http_answer(text, answer) == HttpRead::kBad);
  }
}
