// WebSocketSession is one WebSocket connection of the transport. Beast speaks the protocol (RFC
// 6455). WebSocketSession keeps the limits: rates, the outbox, readers that are too slow, pings,
// and the deadline of the closing handshake. It never interprets a message. Its Shard owns it, and
// it is used on the shard's I/O thread. Only send(), close(), set_timer() and run() may be called
// on any thread.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/net/rate_window.hpp"
#include "edge/net/shard.hpp"
#include "edge/net/tiny_fragment_counter.hpp"
#include "edge/net/web_socket.hpp"

namespace callbackd::edge {

// Output: send() puts a text into inbox_ and posts one call of empty_inbox() for a whole burst. On
// the I/O thread, empty_inbox() moves the texts to outbox_, and pump() gives them to Beast one at a
// time. So when the peer is too slow (1013), the texts that Beast does not have yet can still be
// dropped, and the Close can be sent next.
//
// End: the handler's on_closed() is called exactly once, as soon as the end is certain
// (notify_closed()). The socket lives on in these states: kOpen → kClosing (a Close was sent or
// received) → kLingering (both Closes are done, and the peer has to end the connection) → kGone.
// All states between kOpen and kGone share one deadline, close_time after kOpen ended. If the link
// breaks, the state becomes kGone immediately.
class WebSocketSession final : public Connection, public WebSocketConnection {
 public:
  // The handshake that the application accepted, and the stream on which it came.
  struct Opening {
    std::unique_ptr<ByteStream> stream;
    std::string request_head;  // the text that parse_head() accepted
    std::string subprotocol;   // the answer names it; empty: none
    std::string rest;          // bytes that the client sent behind its request
  };

  WebSocketSession(Shard& shard, Shard::Slot slot, std::shared_ptr<WebSocketHandler> handler);
  ~WebSocketSession() override;

  void start(Opening opening);

  void send(std::shared_ptr<std::string const> text, Validity validity) override;
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
    kClosing,    // a Close was sent or received; input has no effect any more
    kLingering,  // both Closes are done; input is dropped until the peer ends the connection
    kGone,
  };
  enum class Queued { kSendFirst, kDrop };  // the texts in the outbox when a Close begins
  using Text = std::shared_ptr<std::string const>;
  struct OutgoingText {
    Text text;
    Validity validity;
  };
  using Time = Shard::Clock::time_point;
  struct Wire;  // Beast's stream and the read buffer

  void set_up(std::string const& subprotocol);
  // Lets Beast read the checked head again and write the answer 101. As for a message, a stall
  // deadline is set for this write.
  void accept(std::string_view request_head);
  void accepted(boost::system::error_code error);
  void read();
  // Reads the next message if the outbox has at most outbox_bytes_while_read bytes; otherwise it
  // pauses the reading. A client that sends requests and does not read the answers would make the
  // server work for nothing.
  void read_if_answered();
  // Called when a message was written. If the reading was paused because of the outbox, it may go
  // on now.
  void resume_reading_after_write();
  void on_read(boost::system::error_code error);
  // Called when a read ended with an error. If the peer closed or broke the protocol, Beast has
  // sent its Close by now. If our own Close aborted the read, nothing is done. Otherwise the link
  // broke.
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
  // Writes the next text of the outbox. When the outbox is empty, writes our Close if one is due.
  // There is one write at a time.
  void pump();
  void write_next();
  void start_close(CloseReason const& reason, Queued queued = Queued::kSendFirst);
  void begin_closing();
  // Calls the handler's on_closed(), if it was not called before.
  void notify_closed(CloseReason const& reason);
  void linger();
  void disconnect(CloseReason const& reason);
  // Closes with 1013 if texts wait and no byte was written for outbox_stall_time.
  void check_stall(Time now);
  // Checks how long the peer has been silent. It is called when silence_deadline_ passes. That
  // deadline is not moved at each frame, so the peer may have sent a frame since it was set. After
  // ping_interval of silence this function sends a ping. After pong_time more, the connection
  // counts as lost.
  void check_silence(Time now);
  // Sets this connection's deadline in the shard. In kOpen it is the earliest of the stall, silence
  // and timer deadlines. In later states it is close_deadline_.
  void rearm();

  Shard& shard_;
  boost::asio::io_context::executor_type executor_;
  Shard::Slot slot_;
  std::unique_ptr<Wire> wire_;
  std::shared_ptr<WebSocketHandler> handler_;  // null after on_closed
  State state_ = State::kOpen;
  bool in_session_ = false;               // session_opened() was called
  bool reading_paused_ = false;           // the peer is not read until less waits in the outbox
  bool writing_ = false;                  // an answer 101, message or Close is being written
  bool pinging_ = false;                  // a ping is being written
  bool pinged_ = false;                   // a ping was sent, and the peer sent nothing since
  std::optional<CloseReason> our_close_;  // sent when the outbox is empty

  std::vector<OutgoingText> outbox_;
  std::size_t outbox_at_ = 0;     // the texts before this position are with Beast or written
  std::size_t outbox_bytes_ = 0;  // bytes not yet written, the text that is with Beast included
  // The part of outbox_bytes_ that does not count for the limit outbox_bytes. These are texts that
  // came in a burst while at most outbox_bytes_while_read waited: the snapshot of a session, or
  // what a resume missed. Texts that are added while more waits do count, because the peer does not
  // keep up. Bytes that are written are first subtracted from burst_bytes_.
  std::size_t burst_bytes_ = 0;
  TinyFragmentCounter fragments_;
  RateWindow messages_;
  RateWindow pings_;
  Time last_heard_;
  Time reading_paused_since_;
  Time stall_deadline_ = Shard::kNoDeadline;
  Time silence_deadline_ = Shard::kNoDeadline;
  Time timer_deadline_ = Shard::kNoDeadline;
  Time close_deadline_ = Shard::kNoDeadline;

  // inbox_mutex_ guards the next three members. Any thread sets them in send() and close(), and
  // empty_inbox() takes them over on the I/O thread.
  std::mutex inbox_mutex_;
  std::vector<OutgoingText> inbox_;
  std::optional<CloseReason> close_wanted_;
  bool inbox_posted_ = false;
};

}  // namespace callbackd::edge
