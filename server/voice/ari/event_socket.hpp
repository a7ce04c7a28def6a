// EventSocket is one WebSocket for Asterisk's events. It is opened and read until it ends; on_end
// is called once with the reason. A peer that is silent for its idle time is pinged, and given up
// if it stays silent. On the gateway's thread only.
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
  std::chrono::milliseconds idle{10'000};  // pinged after half of it
  std::function<void()> on_open;
  std::function<void(std::string_view json)> on_event;
  std::function<void(std::string why)> on_end;  // not after close()
};

class EventSocket : public std::enable_shared_from_this<EventSocket> {
 public:
  EventSocket(boost::asio::io_context& context, Access const& access, EventSocketOptions options);
  ~EventSocket();

  void open();
  void close();  // no callback is called from then on

 private:
  struct Web;  // of Beast, defined in the .cpp

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<std::string> serve();

  boost::asio::io_context& context_;
  Access const& access_;
  EventSocketOptions options_;
  std::unique_ptr<Web> web_;
  bool closed_ = false;
};

}  // namespace callbackd::voice::ari
