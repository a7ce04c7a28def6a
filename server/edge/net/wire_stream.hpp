// WireStream makes a ByteStream an asynchronous stream of Asio (AsyncReadStream, AsyncWriteStream).
// So Beast works over TCP and TLS alike and is compiled once. The WebSocketSession owns it (in
// Wire) and uses it on the connection's I/O thread only.
#pragma once
#include <algorithm>
#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "edge/net/byte_stream.hpp"
#include "edge/net/validity.hpp"

namespace callbackd::edge {

// A completion handler of any type, which is called at most once. std::function cannot be used,
// because it cannot hold a handler that can only be moved.
class IoHandler {
 public:
  using ErrorCode = boost::system::error_code;

  IoHandler() = default;
  template <class Handler>
  explicit IoHandler(Handler&& handler)
      : call_(std::make_unique<Call<std::decay_t<Handler>>>(std::forward<Handler>(handler))) {}

  explicit operator bool() const { return call_ != nullptr; }
  void operator()(ErrorCode error, std::size_t bytes) {
    auto const call = std::move(call_);
    call->run(error, bytes);
  }

 private:
  struct AnyCall {
    virtual ~AnyCall() = default;
    virtual void run(ErrorCode error, std::size_t bytes) = 0;
  };
  template <class Handler>
  struct Call final : AnyCall {
    explicit Call(Handler&& given) : handler(std::move(given)) {}
    void run(ErrorCode error, std::size_t bytes) override { std::move(handler)(error, bytes); }
    Handler handler;
  };
  std::unique_ptr<AnyCall> call_;
};

// A read first waits until the socket is readable and only then uses Beast's buffer. WireStream
// itself buffers only two things. The first is the bytes that the HttpConnection had read behind
// the handshake. The second is short writes that another write follows immediately
// (more_follows()), so that a burst of messages is one call of the kernel.
//
// A WireStream may be destroyed while operations are under way. If an operation has done its work
// but its handler has not run yet, the handler gets operation_aborted. If an operation still waits,
// its handler never runs.
class WireStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;
  using ErrorCode = boost::system::error_code;
  using Time = std::chrono::steady_clock::time_point;

  // `owner` is the connection. Its on_readable() and on_writable() must call the functions of the
  // same names of this stream. The stream keeps `owner` alive while it waits.
  struct Parts {
    executor_type executor;
    std::unique_ptr<ByteStream> stream;
    std::weak_ptr<StreamOwner> owner;
    MaySend const& may_send;
    std::string rest = {};  // bytes that are read before those of the stream
    // Called with all bytes that are read.
    std::function<void(std::string_view)> on_bytes_read = {};
  };
  explicit WireStream(Parts parts);

  executor_type get_executor() const noexcept { return executor_; }

  template <class Buffers, class Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    boost::asio::mutable_buffer into;
    for (boost::asio::mutable_buffer buffer : boost::beast::buffers_range_ref(buffers)) {
      if (into.size() == 0) into = buffer;
    }
    return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this, into](auto&& handler) {
          begin_read(into, IoHandler(std::forward<decltype(handler)>(handler)));
        },
        token);
  }

  template <class Buffers, class Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    BufferList list;
    for (boost::asio::const_buffer buffer : boost::beast::buffers_range_ref(buffers)) {
      if (buffer.size() > 0 && list.count < kBuffersMax) list.all[list.count++] = buffer;
    }
    return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this, list](auto&& handler) {
          begin_write(list, IoHandler(std::forward<decltype(handler)>(handler)));
        },
        token);
  }

  // While `more` is true, another write follows each write immediately. So a short write may wait
  // for the next one.
  void more_follows(bool more) { more_follows_ = more; }
  // Sets the validity of all later writes. If a write is not valid any more, it fails with
  // connection_aborted, and the bytes in gathered_ are not sent either.
  void set_validity(Validity validity) { validity_ = validity; }
  void on_readable(ErrorCode error);
  void on_writable(ErrorCode error);
  Time last_progress() const { return last_progress_; }  // when bytes were last written
  void shut_down_writing();
  void close() { stream_->close(); }

 private:
  static constexpr std::size_t kBuffersMax = 4;
  struct BufferList {
    std::array<boost::asio::const_buffer, kBuffersMax> all{};  // a frame is a header and a payload
    std::size_t bytes() const {
      std::size_t sum = 0;
      for (auto const& piece : all) sum += piece.size();
      return sum;
    }
    std::size_t count = 0;
  };
  void begin_read(boost::asio::mutable_buffer into, IoHandler handler);
  void begin_write(BufferList const& buffers, IoHandler handler);
  void report_read(std::size_t size) const;
  std::size_t write(ErrorCode& error);
  void complete_later(IoHandler handler, ErrorCode error, std::size_t bytes);

  executor_type executor_;
  std::shared_ptr<void const> alive_ = std::make_shared<bool>();  // expires with this stream
  std::unique_ptr<ByteStream> stream_;
  std::weak_ptr<StreamOwner> owner_;
  std::function<void(std::string_view)> on_bytes_read_;
  std::string rest_;
  std::size_t rest_at_ = 0;
  IoHandler reader_;
  boost::asio::mutable_buffer into_;
  IoHandler writer_;
  BufferList unwritten_;
  bool more_follows_ = false;
  MaySend const& may_send_;
  Validity validity_ = Validity::kAlways;
  std::string gathered_;  // reported as written already; written with the next write
  Validity gathered_validity_ = Validity::kAlways;
  Time last_progress_{};
};

// Beast calls this to end a stream after the closing handshake. It only ends our side.
// WebSocketSession waits for the peer's end, because it has a deadline for that.
template <class Handler>
void async_teardown(boost::beast::role_type, WireStream& stream, Handler&& handler) {
  stream.shut_down_writing();
  boost::asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
    std::move(handler)(boost::system::error_code{});
  });
}
inline void beast_close_socket(WireStream& stream) {
  stream.close();
}

}  // namespace callbackd::edge
