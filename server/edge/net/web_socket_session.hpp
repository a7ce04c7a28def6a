// One WebSocket: Beast speaks the protocol, this holds its limits: rates, the bounded outbox,
// readers that are too slow, pings, the deadline of the closing handshake. On its shard's I/O
// thread; send, close and set_timer come from any. It knows nothing of what the messages say.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/net/rate_window.hpp"
#include "edge/net/shard.hpp"
#include "edge/net/small_fragments.hpp"
#include "edge/net/web_socket.hpp"

namespace callbackd::edge {

class WebSocketSession final : public Connection, public WebSocketConnection {
 public:
  // The handshake as the application accepted it, and the connection it came on.
  struct Opening {
    std::unique_ptr<ByteStream> stream;
    std::string request_head;  // checked
    std::string subprotocol;   // empty: none is named
    std::string rest;          // what the client sent beyond its request
  };

  WebSocketSession(Shard& shard, Shard::Slot slot, std::shared_ptr<WebSocketHandler> handler);
  ~WebSocketSession() override;

  void start(Opening opening);

  void send(std::shared_ptr<std::string const> text, Perishes perishes) override;
  void close(CloseReason reason) override;
  void set_timer(std::chrono::milliseconds delay) override;
  void run(std::function<void()> work) override { shard_.post(std::move(work)); }
  void session_opened(std::string const& user) override;

  void on_readable(boost::system::error_code error) override;
  void on_writable(boost::system::error_code error) override;
  void on_deadline() override;
  void drain() override;
  void abort() override;
  bool give_way() override;

 private:
  enum class State {
    kOpen,
    kClosing,    // a Close is on its way, ours or the peer's; input no longer counts
    kLingering,  // all is said; input is dropped until the peer closes
    kGone,
  };
  enum class Queued { kSendFirst, kDrop };
  using Text = std::shared_ptr<std::string const>;
  struct Said {
    Text text;
    Perishes perishes;
  };
  using Time = Shard::Clock::time_point;
  struct Wire;  // Beast's stream and the read buffer

  void set_up(std::string const& subprotocol);
  void accept(std::string_view request_head);
  void accepted(boost::system::error_code error);
  void read();
  void read_if_answered();
  void written();
  void on_read(boost::system::error_code error);
  void read_failed(boost::system::error_code error);
  void handle_message();
  void look_for_fragments(std::string_view input);
  void on_ping_or_pong(bool ping);
  void end_flood(char const* what);
  void on_peer_close();
  template <class Call>
  void call_handler(Call&& call);

  void post_inbox();
  void empty_inbox();
  void pump();
  void write_next();
  void say_close(CloseReason const& reason, Queued queued = Queued::kSendFirst);
  void begin_closing();
  void tell_closed(CloseReason const& reason);
  void linger();
  void disconnect(CloseReason const& reason);
  void check_stall(Time now);
  void check_silence(Time now);
  void rearm();

  Shard& shard_;
  boost::asio::io_context::executor_type executor_;
  Shard::Slot slot_;
  std::unique_ptr<Wire> wire_;
  std::shared_ptr<WebSocketHandler> handler_;  // let go of when told of the end
  State state_ = State::kOpen;
  bool in_session_ = false;
  bool unread_ = false;                   // not read until less waits in the outbox
  bool writing_ = false;                  // the handshake's answer, a message or our Close
  bool pinging_ = false;                  // the ping is being written
  bool pinged_ = false;                   // and nothing heard since
  std::optional<CloseReason> our_close_;  // said once the outbox is empty

  std::vector<Said> outbox_;
  std::size_t outbox_at_ = 0;     // the texts before it are written
  std::size_t outbox_bytes_ = 0;  // of those that are not
  std::size_t burst_bytes_ = 0;   // of these: came together while next to nothing waited
  SmallFragments fragments_;
  RateWindow messages_;
  RateWindow pings_;
  Time last_heard_;
  Time unread_since_;
  Time stall_deadline_ = Shard::kNoDeadline;
  Time silence_deadline_ = Shard::kNoDeadline;
  Time timer_deadline_ = Shard::kNoDeadline;
  Time close_deadline_ = Shard::kNoDeadline;

  // Filled from any thread, emptied in one go: a burst costs one post.
  std::mutex inbox_mutex_;
  std::vector<Said> inbox_;
  std::optional<CloseReason> close_wanted_;
  bool inbox_posted_ = false;
};

}  // namespace callbackd::edge
