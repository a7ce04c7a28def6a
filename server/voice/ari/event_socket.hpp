// EventSocket is one WebSocket to Asterisk that receives its events. After open() it reads until
// the connection ends, and then calls on_end once with the reason. If Asterisk sends nothing for
// half of the idle time, it is pinged. If it stays silent for the whole idle time, the connection
// is ended. Owned by AsteriskGateway; on the gateway's thread only.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "voice/ari/access.hpp"

namespace callbackd::voice::ari {

struct EventSocketOptions {
  std::string application;
  std::chrono::milliseconds open{5'000};
  std::chrono::milliseconds idle{10'000};  // a ping is sent after half of this time
  std::function<void()> on_open;
  std::function<void(std::string_view json)> on_event;
  std::function<void(std::string why)> on_end;  // not called after close()
};

class EventSocket : public std::enable_shared_from_this<EventSocket> {
 public:
  EventSocket(boost::asio::io_context& context, Access const& access, EventSocketOptions options);
  ~EventSocket();

  void open();
  void close();  // after this no callback is called

 private:
  struct Web;  // a WebSocket stream of Beast, defined in the .cpp

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<std::string> serve();

  boost::asio::io_context& context_;
  Access const& access_;
  EventSocketOptions options_;
  std::unique_ptr<Web> web_;
  bool closed_ = false;
};

}  // namespace callbackd::voice::ari
