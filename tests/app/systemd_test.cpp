#include "app/systemd.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

using namespace callbackd::app;

namespace {

// Plays systemd's service manager: it binds the socket that NOTIFY_SOCKET names, and reads the
// messages that the server sends there.
class Manager {
 public:
  Manager()
      : path_((std::filesystem::temp_directory_path() / ("notify-" + std::to_string(::getpid())))
                  .string()) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
  }
  ~Manager() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(socket_);
    ::unlink(path_.c_str());
  }
  std::string heard() const {
    char text[256];
    auto const size = ::recv(socket_, text, sizeof text, 0);
    return size < 0 ? std::string() : std::string(text, static_cast<std::size_t>(size));
  }

 private:
  std::string path_;
  int socket_ = -1;
};

}  // namespace

TEST_CASE("the service manager hears ready, status, alive and stopping") {
  Manager const manager;
  notify_ready();
  CHECK(manager.heard() == "READY=1");
  notify_status("active, 3 callbacks\nREADY=1");
  CHECK(manager.heard() == "STATUS=active, 3 callbacks");
  notify_watchdog();
  CHECK(manager.heard() == "WATCHDOG=1");
  notify_stopping();
  CHECK(manager.heard() == "STOPPING=1");
}

TEST_CASE("without a service manager nothing happens") {
  ::unsetenv("NOTIFY_SOCKET");
  notify_ready();
  ::unsetenv("WATCHDOG_USEC");
  CHECK_FALSE(watchdog_period());
}

TEST_CASE("the watchdog is told twice as often as it asks") {
  ::setenv("WATCHDOG_USEC", "20000000", 1);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  CHECK(watchdog_period() == std::chrono::seconds{10});
  ::unsetenv("WATCHDOG_USEC");
  ::unsetenv("WATCHDOG_PID");
}
