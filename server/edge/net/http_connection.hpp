// One HTTP/1 connection. It reads requests one after the other, gives them to the application and
// writes the answers in order. When an upgrade is accepted, a WebSocketSession takes it over. Its
// Shard owns it, and it is used on the shard's I/O thread. Only deliver() and deliver_upgrade() may
// be called on any thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "edge/net/chunked.hpp"
#include "edge/net/http_message.hpp"
#include "edge/net/shard.hpp"
#include "edge/net/web_socket_session.hpp"

namespace callbackd::edge {

class Answer;

// HttpConnection is a state machine (Phase) and has one request at a time. While a request is with
// the application, the connection reads nothing. A client that sends more then fills its own socket
// and not our memory.
//
// The usual way is kIdle → kHead → kBody → kWithApplication → kAnswered → kIdle. A connection that
// is to end goes from kAnswered to kLingering. Each phase that waits for the peer has a deadline in
// the shard. kWithApplication has no deadline, as the application limits its own time.
class HttpConnection final : public Connection, public ResponseSink {
 public:
  HttpConnection(Shard& shard, std::unique_ptr<ByteStream> stream);
  ~HttpConnection() override;

  void start(std::unique_ptr<ConnectionPlace> place);
  // Starts in the slot of a Greeting or ProxyGreeting. If there is a refusal, it is written
  // immediately and the connection ends.
  void take_over(Shard::Slot slot, HttpRefusal const* refusal = nullptr);

  void deliver(std::uint64_t request, HttpResponse response) override;
  void deliver_upgrade(std::uint64_t request, std::string subprotocol,
                       std::shared_ptr<WebSocketHandler> handler) override;

  void on_readable(boost::system::error_code error) override;
  void on_writable(boost::system::error_code error) override;
  void on_deadline() override;
  void drain() override;
  void abort() override { close(); }
  bool give_way() override;

 private:
  enum class Phase {
    kIdle,             // between requests: no byte of the next one has come
    kHead,             // part of a head has come
    kBody,             // the head is good, the body is coming
    kWithApplication,  // the request is with the application
    kAnswered,         // the answer is being written
    kLingering,        // the last answer is written; input is dropped until the peer closes
    kUpgraded,         // accepted as a WebSocket, to be given to a WebSocketSession
    kClosed,
  };
  void begin();
  void work_through(std::string_view input);
  bool wants_input() const;
  std::size_t take(std::string_view input);
  std::size_t take_head(std::string_view input);
  std::size_t take_body(std::string_view input);
  void begin_body(bool some_is_here);
  bool find_peer();
  void give_to_application();
  std::shared_ptr<HttpConnection> self();

  void answer(std::uint64_t request, HttpResponse response);
  void upgrade(std::uint64_t request, std::string_view subprotocol,
               std::shared_ptr<WebSocketHandler> handler);
  void become_web_socket();
  void refuse(HttpRefusal const& refusal);
  void write(HttpResponse response);
  void add_headers_for_page(HttpResponse& response) const;
  void flush();
  void written();
  void idle();

  void wait_for_input();
  void wait_for_output();
  void set_deadline_in(std::chrono::milliseconds delay);
  void keep_rest(std::string_view input, std::size_t used);
  void linger();
  void close();

  Shard& shard_;
  // deliver() uses this to see whether the shard still exists. The application may answer a request
  // after the listener and its shards are destroyed.
  std::weak_ptr<Shard> const shard_if_alive_;
  std::unique_ptr<ByteStream> stream_;
  boost::asio::io_context::executor_type executor_;
  Shard::Slot slot_ = 0;
  Phase phase_ = Phase::kIdle;
  bool first_ = true;       // no whole head has come yet
  bool waiting_ = false;    // the stream waits for input
  bool working_ = false;    // work_through() is on the stack and goes on after an answer
  bool keep_alive_ = true;  // the connection stays open after the current request
  bool head_only_ = false;  // the current request is a HEAD
  bool http_1_1_ = true;
  std::uint64_t request_number_ = 0;
  std::string origin_;  // of the current request
  std::string rest_;    // bytes that came beyond the current request
  HeadSearch search_;
  std::optional<HttpRequest> request_;  // the request whose body is coming
  ChunkedDecoder chunks_;
  std::unique_ptr<Answer> answer_;     // the answer that is being written; also a 100 Continue
  WebSocketSession::Opening upgrade_;  // of the handshake that is with the application
  std::shared_ptr<WebSocketHandler> upgraded_to_;
};

}  // namespace callbackd::edge
