#include "app/systemd.hpp"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace callbackd::app {
namespace {

// Sends `state` to systemd. Errors are ignored: the server goes on even if systemd cannot be told.
void notify(std::string const& state) {
  static_cast<void>(::sd_notify(0, state.c_str()));
}

}  // namespace

void notify_ready() {
  notify("READY=1");
}
void notify_stopping() {
  notify("STOPPING=1");
}
void notify_watchdog() {
  notify("WATCHDOG=1");
}

void notify_status(std::string const& status) {
  notify("STATUS=" + status.substr(0, status.find('\n')));
}

std::optional<std::chrono::microseconds> watchdog_period() {
  std::uint64_t limit_us = 0;
  if (::sd_watchdog_enabled(0, &limit_us) <= 0) return std::nullopt;
  return std::chrono::microseconds{static_cast<std::int64_t>(limit_us / 2)};
}

}  // namespace callbackd::app
