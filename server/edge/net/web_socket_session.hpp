// One WebSocket connection of the transport. Beast speaks the protocol (RFC 6455); WebSocketSession
// keeps the limits: rates, the outbox, readers that are too slow, pings, the deadline of the
// closing handshake. On its shard's I/O thread; send(), close(), set_timer() and run() may be
// called on any thread. It never looks into a message.
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

// Output: send() puts a text into inbox_ and posts one empty_inbox() for a whole burst. That moves
// the texts to outbox_ on the I/O thread, and pump() gives them to Beast one at a time. So texts
// can still be dropped, and a Close can come next, when the peer is too slow (1013).
//
// End: on_closed is told exactly once, as early as the end is certain (notify_closed). The socket
// lives on: kOpen → kClosing (a Close goes out or came in) → kLingering (both Closes are done, the
// peer is to end the connection) → kGone. All after kOpen has one deadline, close_time from its
// beginning. A broken link goes to kGone at once.
class WebSocketSession final : public Connection, public WebSocketConnection {
 public:
  // The handshake that the application accepted, and the stream it came on.
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
    kClosing,    // a Close is on its way, ours or the peer's; input counts no more
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
  // Lets Beast read the checked head again and write the answer 101. The stall deadline runs as for
  // a message.
  void accept(std::string_view request_head);
  void accepted(boost::system::error_code error);
  void read();
  // Reads the next message, unless too many bytes wait for the peer to read them: a client that
  // sends requests and does not read the answers would make the server work for nothing.
  void read_if_answered();
  // A message was written. If the peer was not read because of the outbox, it may be read again
  // now.
  void written();
  void on_read(boost::system::error_code error);
  // A read ended with an error: either Beast has sent its Close by now (the peer closed, or broke
  // the protocol), or the link broke.
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
  // Writes the next text of the outbox and, when it is empty, our Close; one write at a time.
  void pump();
  void write_next();
  void start_close(CloseReason const& reason, Queued queued = Queued::kSendFirst);
  void begin_closing();
  // Calls the handler's on_closed, the first time only.
  void notify_closed(CloseReason const& reason);
  void linger();
  void disconnect(CloseReason const& reason);
  // Closes with 1013 if no byte left for outbox_stall_time while something waits.
  void check_stall(Time now);
  // The deadline of silence is not moved with each frame. When it has passed, this looks when the
  // peer was last heard: after ping_interval of silence it sends a ping, and after pong_time more
  // the connection counts as lost.
  void check_silence(Time now);
  // Gives the shard the nearest of the deadlines that count in this state.
  void rearm();

  Shard& shard_;
  boost::asio::io_context::executor_type executor_;
  Shard::Slot slot_;
  std::unique_ptr<Wire> wire_;
  std::shared_ptr<WebSocketHandler> handler_;  // null after on_closed
  State state_ = State::kOpen;
  bool in_session_ = false;               // session_opened() was called
  bool reading_paused_ = false;           // the peer is not read until less waits in the outbox
  bool writing_ = false;                  // the handshake's answer, a message or our Close
  bool pinging_ = false;                  // a ping is being written
  bool pinged_ = false;                   // a ping was sent, and nothing was heard since
  std::optional<CloseReason> our_close_;  // sent when the outbox is empty

  std::vector<OutgoingText> outbox_;
  std::size_t outbox_at_ = 0;     // the texts before this position are with Beast or written
  std::size_t outbox_bytes_ = 0;  // bytes not yet written, the text that is with Beast included
  // Those of them that came in a burst while at most outbox_bytes_while_read waited: the snapshot
  // of a session, or what a resume missed. They do not count for the limit outbox_bytes; texts that
  // are added while more waits do, as the peer does not keep up. Written bytes are taken off the
  // burst first.
  std::size_t burst_bytes_ = 0;
  SmallFragments fragments_;
  RateWindow messages_;
  RateWindow pings_;
  Time last_heard_;
  Time reading_paused_since_;
  Time stall_deadline_ = Shard::kNoDeadline;
  Time silence_deadline_ = Shard::kNoDeadline;
  Time timer_deadline_ = Shard::kNoDeadline;
  Time close_deadline_ = Shard::kNoDeadline;

  // Filled on any thread, emptied on the I/O thread in one go. inbox_mutex_ guards the three below.
  std::mutex inbox_mutex_;
  std::vector<OutgoingText> inbox_;
  std::optional<CloseReason> close_wanted_;
  bool inbox_posted_ = false;
};

}  // namespace callbackd::edge
