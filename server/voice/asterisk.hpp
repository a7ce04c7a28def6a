// AsteriskGateway is the voice gateway to Asterisk. It owns the thread, the sockets and the timer
// of the two state machines in ari/ (Calls, Link). They decide what to do, and this class does it.
// order() may be called on any thread and only posts. `on_event` is called on the gateway's own
// thread. stop() may be called on any other thread. It waits until every request that was sent has
// its answer, but for rest_timeout at most. Owned by ActiveServer.
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
  std::string ca_file;  // trusted certificates for https; empty: those of the system
  ari::CallOptions calls;
  ari::Waits waits;
  ari::LinkWaits link_waits;
  // The time-out of each request. It counts from RestPool::send(), so the time in which the request
  // waits for a free connection counts too.
  std::chrono::milliseconds rest_timeout{5'000};
  std::chrono::milliseconds socket_idle{10'000};  // as EventSocketOptions::idle
  // An order to dial that has waited this long is dropped. It waits so long only if the process was
  // frozen, and then another server may have become the active one.
  std::chrono::milliseconds dial_perishes_after{700};
  std::size_t connections = 8;  // connections for requests; the event socket is one more
  // Returns whether the site definition limits how long calls last (max_call_minutes). If it does
  // and Asterisk cannot end such calls, a warning is logged. nullptr: assumes a limit. Called on
  // the gateway's thread.
  std::function<bool()> ends_calls;
};

// Figures for /metrics. May be read on any thread.
struct VoiceFigures {
  std::atomic<bool> link_up = false;
  std::atomic<std::uint64_t> legs = 0;
  std::atomic<std::uint64_t> unknown_results =
      0;  // the next three are explained at ari::CallCounts
  std::atomic<std::uint64_t> snapshots = 0;
  std::atomic<std::uint64_t> lost = 0;
  // How many event sockets were opened. Those that failed count too.
  std::atomic<std::uint64_t> sockets_opened = 0;
  // Whether Asterisk ends legs that last too long. Asterisk is asked each time the link comes up.
  enum class EndsCalls : std::uint8_t { kUnknown, kNo, kYes };
  std::atomic<EndsCalls> ends_calls = EndsCalls::kUnknown;
  engine::DurationHistogram requests;  // how long the requests took
};

class AsteriskGateway : public engine::VoiceGateway {
 public:
  // Throws boost::system::system_error if ca_file cannot be read.
  explicit AsteriskGateway(AsteriskOptions options);
  ~AsteriskGateway() override;

  void start(std::function<void(core::VoiceEvent)> on_event) override;
  void order(core::VoiceOrder const& order) override;
  void stop() override;
  VoiceFigures const& figures() const { return figures_; }

 private:
  void flush();  // does the actions of Calls and Link until there are no more
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
