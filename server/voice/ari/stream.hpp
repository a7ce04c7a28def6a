// Stream is a connection to Asterisk's HTTP server. Plain TCP and TLS have the same type, so that
// the templates of Beast are compiled only once. A RestPool or an EventSocket owns it. On the
// gateway's thread only; never blocks.
#pragma once
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>
#include <memory>

#include "voice/ari/address.hpp"
#include "voice/ari/leg.hpp"

namespace callbackd::voice::ari {

using ErrorCode = boost::system::error_code;

// With this token an operation throws nothing: it gives its error as the first value of a tuple.
inline constexpr auto kTuple = boost::asio::as_tuple(boost::asio::use_awaitable);

// Holds a completion handler of any type. The handler can be called once.
class IoHandler {
 public:
  template <class Handler>
  explicit IoHandler(Handler&& handler)
      : call_(std::make_unique<Call<std::decay_t<Handler>>>(std::forward<Handler>(handler))) {}

  void operator()(ErrorCode error, std::size_t bytes) {
    auto const call = std::move(call_);
    call->run(error, bytes);
  }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void run(ErrorCode error, std::size_t bytes) = 0;
  };
  template <class Handler>
  struct Call final : Base {
    explicit Call(Handler given) : handler(std::move(given)) {}
    void run(ErrorCode error, std::size_t bytes) override { handler(error, bytes); }
    Handler handler;
  };
  std::unique_ptr<Base> call_;
};

// Holds the first kMost buffers of any buffer sequence. If the sequence has more buffers, the
// caller passes the remaining ones in its next call, as it must after every partial read or write.
template <class Buffer>
class Buffers {
 public:
  using value_type = Buffer;
  using const_iterator = Buffer const*;

  template <class Sequence>
  explicit Buffers(Sequence const& sequence) {
    for (Buffer const buffer : boost::beast::buffers_range_ref(sequence)) {
      if (size_ == all_.size()) break;
      if (buffer.size() > 0) all_[size_++] = buffer;
    }
  }
  const_iterator begin() const { return all_.data(); }
  const_iterator end() const { return all_.data() + size_; }

 private:
  static constexpr std::size_t kMost = 8;
  std::array<Buffer, kMost> all_{};
  std::size_t size_ = 0;
};

class Stream {
 public:
  using executor_type = boost::asio::io_context::executor_type;

  // The socket of a Stream, plain or TLS. Each operation keeps the socket alive until the operation
  // has ended.
  struct Transport {
    virtual ~Transport() = default;
    virtual void read_some(Buffers<boost::asio::mutable_buffer> into, IoHandler done) = 0;
    virtual void write_some(Buffers<boost::asio::const_buffer> from, IoHandler done) = 0;
    virtual void close() = 0;
    virtual bool is_stale() = 0;
  };

  Stream(executor_type executor, std::unique_ptr<Transport> transport)
      : executor_(executor), transport_(std::move(transport)) {}

  executor_type get_executor() const noexcept { return executor_; }

  template <class Sequence, class Token>
  auto async_read_some(Sequence const& into, Token&& token) {
    return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [](auto handler, Transport* transport, Buffers<boost::asio::mutable_buffer> buffers) {
          transport->read_some(buffers, IoHandler(std::move(handler)));
        },
        token, transport_.get(), Buffers<boost::asio::mutable_buffer>(into));
  }
  template <class Sequence, class Token>
  auto async_write_some(Sequence const& from, Token&& token) {
    return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [](auto handler, Transport* transport, Buffers<boost::asio::const_buffer> buffers) {
          transport->write_some(buffers, IoHandler(std::move(handler)));
        },
        token, transport_.get(), Buffers<boost::asio::const_buffer>(from));
  }

  void close() { transport_->close(); }  // operations that are running end with an error
  // Whether the other side has closed the connection while it was idle, or has sent unexpected
  // bytes.
  bool is_stale() { return transport_->is_stale(); }

 private:
  executor_type executor_;
  std::unique_ptr<Transport> transport_;
};

// Beast calls these functions to end a connection whose type is not a socket of Asio.
inline void beast_close_socket(Stream& stream) {
  stream.close();
}
inline void teardown(boost::beast::role_type, Stream& stream, ErrorCode& error) {
  stream.close();
  error = {};
}
template <class Handler>
void async_teardown(boost::beast::role_type, Stream& stream, Handler&& handler) {
  stream.close();
  boost::asio::post(stream.get_executor(),
                    [handler = std::forward<Handler>(handler)]() mutable { handler(ErrorCode{}); });
}

struct Connected {
  std::unique_ptr<Stream> stream;  // null: no connection, see `why`
  std::string why;
};

// Resolves the host name and connects. For https it also does the TLS handshake and checks
// certificate and host name. `deadline` is for all of this together.
boost::asio::awaitable<Connected> connect(Address const& address, boost::asio::ssl::context* tls,
                                          Time deadline);

}  // namespace callbackd::voice::ari
