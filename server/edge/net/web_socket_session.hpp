// One WebSocket after its handshake: frames in and out, the bounded outbox, pings, rates, the
// closing handshake and its deadline. On its shard's I/O thread; send, close and set_timer come
// from any. It knows nothing of what the messages say.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "edge/net/frame.hpp"
#include "edge/net/outbox.hpp"
#include "edge/net/rate_window.hpp"
#include "edge/net/shard.hpp"
#include "edge/net/web_socket.hpp"

namespace callbackd::edge {

class WebSocketSession final : public Connection, public WebSocketConnection {
 public:
  struct Peer {
    std::shared_ptr<WebSocketHandler> handler;
    boost::asio::ip::address address;
  };

  WebSocketSession(Shard& shard, Shard::Slot slot, std::unique_ptr<ByteStream> stream, Peer peer);

  // `answer` is the handshake's response, `rest` what the client sent beyond its request.
  void start(std::string answer, std::string rest);

  void send(std::shared_ptr<std::string const> text) override;
  void close(CloseReason reason) override;
  void set_timer(std::chrono::milliseconds delay) override;
  boost::asio::any_io_executor executor() const override { return executor_; }
  boost::asio::ip::address peer() const override { return peer_; }

  void on_readable(boost::system::error_code error) override;
  void on_writable(boost::system::error_code error) override;
  void on_deadline() override;
  void drain() override;
  void abort() override;

 private:
  enum class State {
    kOpen,
    kClosing,    // our Close frame is queued; the peer's is awaited, or nothing more if deaf
    kLingering,  // all is said; input is dropped until the peer closes
    kGone,
  };
  // What becomes of the rest when we close: what is queued, and what still comes in.
  struct Farewell {
    bool drop_queued = false;
    bool deaf = false;
  };
  using Time = Shard::Clock::time_point;

  void empty_inbox();
  void wait_for_input();
  void work_through(std::span<char> input);
  void handle(FrameEvent const& event);
  void handle_message(std::string_view text);
  template <class Call>
  void call_handler(Call&& call);

  void flush();
  void say_close(CloseReason const& reason, Farewell farewell);
  void tell_closed(CloseReason const& reason);
  void linger();
  void disconnect(CloseReason const& reason);
  void check_silence(Time now);
  void rearm();

  Shard& shard_;
  boost::asio::io_context::executor_type executor_;
  Shard::Slot slot_;
  std::unique_ptr<ByteStream> stream_;
  std::shared_ptr<WebSocketHandler> handler_;  // let go of when told of the end
  boost::asio::ip::address peer_;
  State state_ = State::kOpen;
  bool deaf_ = false;
  bool waiting_ = false;   // for input
  bool flushing_ = false;  // waiting for output
  bool pinged_ = false;    // and nothing heard since

  FrameReader reader_;
  std::string rest_;  // the beginning of a frame
  Outbox outbox_;
  RateWindow messages_;
  RateWindow pings_;
  Time last_heard_;
  Time stall_deadline_ = Shard::kNoDeadline;
  Time silence_deadline_ = Shard::kNoDeadline;
  Time timer_deadline_ = Shard::kNoDeadline;
  Time close_deadline_ = Shard::kNoDeadline;

  // Filled from any thread, emptied in one go: a burst costs one post and one write.
  std::mutex inbox_mutex_;
  std::vector<std::shared_ptr<std::string const>> inbox_;
  std::optional<CloseReason> close_wanted_;
  bool inbox_posted_ = false;
};

}  // namespace callbackd::edge
