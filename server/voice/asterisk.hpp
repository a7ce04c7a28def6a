// Asterisk is the gateway to Asterisk. It owns the thread, the sockets and the clock of the two
// state machines in ari/ (Calls, Link) and does what they say; it decides nothing. order() may be
// called on any thread and only posts; on_event is called on the gateway's own thread. stop() waits
// until what was ordered has gone out.
#pragma once
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "engine/duration_histogram.hpp"
#include "engine/ports.hpp"
#include "voice/ari/calls.hpp"
#include "voice/ari/event_socket.hpp"
#include "voice/ari/link.hpp"
#include "voice/ari/rest_pool.hpp"

namespace callbackd::voice {

struct AsteriskOptions {
  ari::Address address;
  std::string user;
  std::string password;
  std::string ca_file;  // for https; empty: the system's
  ari::CallOptions calls;
  ari::Waits waits;
  ari::LinkWaits link_waits;
  std::chrono::milliseconds rest_timeout{5'000};  // of each request, waiting included
  std::chrono::milliseconds socket_idle{10'000};  // see EventSocketOptions::idle
  // An order to dial that waited for longer is dropped: the process may have been frozen, and
  // another server may hold the cell.
  std::chrono::milliseconds dial_perishes_after{700};
  std::size_t connections = 8;  // for requests; the event socket has its own
  // Whether calls are to end by themselves, as far as is known; called on the gateway's thread.
  std::function<bool()> ends_calls;
};

// Read on any thread.
struct VoiceFigures {
  std::atomic<bool> link_up = false;
  std::atomic<std::uint64_t> legs = 0;
  std::atomic<std::uint64_t> unknowns = 0;  // this and the next two: see CallCounts
  std::atomic<std::uint64_t> snapshots = 0;
  std::atomic<std::uint64_t> lost = 0;
  std::atomic<std::uint64_t> sockets_opened = 0;  // event sockets, tries included
  // Whether Asterisk ends legs that last too long, as it said when the link came up.
  enum class EndsCalls : std::uint8_t { kUnknown, kNo, kYes };
  std::atomic<EndsCalls> ends_calls = EndsCalls::kUnknown;
  engine::DurationHistogram requests;  // how long they took
};

class Asterisk : public engine::VoiceGateway {
 public:
  // Throws boost::system::system_error where ca_file cannot be read.
  explicit Asterisk(AsteriskOptions options);
  ~Asterisk() override;

  void start(std::function<void(core::VoiceEvent)> on_event) override;
  void order(core::VoiceOrder const& order) override;
  void stop() override;
  VoiceFigures const& figures() const { return figures_; }

 private:
  void flush();  // does what the machines said, until they say no more
  void act(ari::Action action);
  void act(ari::LinkAction const& action);
  void open_socket(ari::SocketId id);
  void hear(ari::SocketId id, std::string_view json);
  void tell_link(ari::LinkIs const& link);
  void look_at_timeout_module();
  void set_alarm();
  void end();
  void count();

  AsteriskOptions const options_;
  ari::Access access_;
  VoiceFigures figures_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  boost::asio::steady_timer alarm_{context_};
  std::optional<ari::Time> alarm_at_;
  ari::Calls calls_;
  ari::Link link_;
  ari::RestPool rest_;
  std::map<ari::SocketId, std::shared_ptr<ari::EventSocket>> sockets_;
  std::function<void(core::VoiceEvent)> on_event_;
  bool stopping_ = false;
  boost::asio::steady_timer patience_{context_};
  bool link_told_ = false;
  std::string link_why_;
  std::jthread thread_;
};

}  // namespace callbackd::voice
