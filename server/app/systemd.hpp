// Tells the service manager (systemd): ready, stopping, alive, one line of status. Does nothing
// where there is none. Any thread. Never blocks for long: one datagram each.
#pragma once
#include <chrono>
#include <optional>
#include <string>

namespace callbackd::app {

void notify_ready();
void notify_stopping();
void notify_watchdog();
void notify_status(std::string const& status);
// How often notify_watchdog must be called: half of what the service manager allows; nullopt: it
// does not watch.
std::optional<std::chrono::microseconds> watchdog_period();

}  // namespace callbackd::app
