// Tells the service manager (systemd) that the server is ready, is stopping or is alive, and gives
// it one line of status. Each notify function sends one datagram and does not block for long.
// Without a service manager it does nothing. Any thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>

namespace callbackd::app {

void notify_ready();
void notify_stopping();
void notify_watchdog();
void notify_status(std::string const& status);
// Returns how often notify_watchdog must be called: after half of the time that the service manager
// allows. Returns nullopt if it does not watch this process.
std::optional<std::chrono::microseconds> watchdog_period();

}  // namespace callbackd::app
