#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "edge/net/wire_stream.hpp"

namespace callbackd::edge {
namespace {

namespace asio = boost::asio;

struct Seen {
  int writes = 0;
  bool gone = false;
};

// A stream that reads and writes one byte at a time, and never has to wait.
class SlowBytes final : public ByteStream {
 public:
  explicit SlowBytes(Seen& seen) : seen_(seen) {}
  ~SlowBytes() override { seen_.gone = true; }
  std::size_t read_some(asio::mutable_buffer into, ErrorCode& error) override {
    error = {};
    return asio::buffer_copy(into, asio::buffer("x", 1));
  }
  std::size_t write_some(std::span<asio::const_buffer const>, ErrorCode& error) override {
    ++seen_.writes;
    error = {};
    return 1;
  }
  void wait_readable(std::shared_ptr<StreamOwner>) override {}
  void wait_writable(std::shared_ptr<StreamOwner>) override {}
  void shut_down_writing() override {}
  void close() override {}

 private:
  Seen& seen_;
};

struct Owner final : StreamOwner {
  void on_readable(boost::system::error_code) override {}
  void on_writable(boost::system::error_code) override {}
};

struct Fixture {
  asio::io_context context;
  MaySend may_send = [] { return true; };
  std::shared_ptr<Owner> owner = std::make_shared<Owner>();
  Seen seen;
  std::unique_ptr<WireStream> stream;

  explicit Fixture(std::string rest = {})
      : stream(std::make_unique<WireStream>(
            WireStream::Parts{.executor = context.get_executor(),
                              .stream = std::make_unique<SlowBytes>(seen),
                              .owner = owner,
                              .may_send = may_send,
                              .rest = std::move(rest)})) {}
};

struct Ended {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

}  // namespace

TEST_CASE("a write of several parts goes on until all is written") {
  Fixture fixture;
  std::optional<Ended> ended;
  asio::async_write(
      *fixture.stream, asio::buffer("four", 4),
      [&](boost::system::error_code error, std::size_t bytes) { ended = Ended{error, bytes}; });
  fixture.context.run();
  REQUIRE(ended);
  CHECK(ended->bytes == 4);
  CHECK(fixture.seen.writes == 4);
}

TEST_CASE("a write whose stream ends after its first part is aborted, and touches nothing more") {
  Fixture fixture;
  std::optional<Ended> ended;
  asio::async_write(
      *fixture.stream, asio::buffer("four", 4),
      [&](boost::system::error_code error, std::size_t bytes) { ended = Ended{error, bytes}; });
  CHECK(fixture.seen.writes == 1);
  fixture.stream.reset();
  CHECK(fixture.seen.gone);
  fixture.context.run();
  REQUIRE(ended);
  CHECK(ended->error == asio::error::operation_aborted);
  CHECK(fixture.seen.writes == 1);
}

TEST_CASE("a read whose stream ends before it is told of its bytes is aborted") {
  Fixture fixture("sent before");
  std::optional<Ended> ended;
  std::string into(4, ' ');
  fixture.stream->async_read_some(
      asio::buffer(into),
      [&](boost::system::error_code error, std::size_t bytes) { ended = Ended{error, bytes}; });
  fixture.stream.reset();
  fixture.context.run();
  REQUIRE(ended);
  CHECK(ended->error == asio::error::operation_aborted);
}

}  // namespace callbackd::edge
