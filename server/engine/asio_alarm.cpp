// The default functions of the Clock port (ports.hpp): the machine's steady clock, and alarms that
// are Asio timers.
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "engine/ports.hpp"

namespace callbackd::engine {
namespace {

class AsioAlarm : public Alarm {
 public:
  explicit AsioAlarm(boost::asio::io_context& context) : timer_(context) {}

  void ring_after(std::chrono::steady_clock::duration wait, std::function<void()> ring) override {
    timer_.expires_after(wait);
    timer_.async_wait([ring = std::move(ring)](boost::system::error_code error) {
      // If the timer was cancelled or set again, `error` is set, and the alarm must not ring. A
      // handler that is already queued still rings.
      if (!error) ring();
    });
  }
  void cancel() override { timer_.cancel(); }

 private:
  boost::asio::steady_timer timer_;
};

}  // namespace

std::chrono::steady_clock::time_point Clock::steady_now() const {
  return std::chrono::steady_clock::now();
}

std::unique_ptr<Alarm> Clock::make_alarm(boost::asio::io_context& context) const {
  return std::make_unique<AsioAlarm>(context);
}

}  // namespace callbackd::engine
