// Loop: the event loop of the load client, made of an epoll descriptor and one read buffer. It uses
// epoll directly instead of Asio, because the client shares the CPU cores with the server that it
// measures and must not use much CPU time. The Run in load.cpp owns it. The thread of run_load().
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lab/socket.hpp"

namespace callbackd::lab {

using SteadyTime = std::chrono::steady_clock::time_point;
inline SteadyTime steady_now() {
  return std::chrono::steady_clock::now();
}

// The object that the loop calls when something happens on a socket. The loop may still call it in
// the turn in which its socket is closed.
class Watched {
 public:
  virtual ~Watched() = default;
  virtual void on_readable() = 0;
  virtual void on_writable() = 0;
  virtual void on_broken() = 0;
};

class Loop {
 public:
  enum class For : std::uint8_t {
    kReading,
    kWriting,
    kBoth,
    kHangUpOnly
  };  // kHangUpOnly: only the end of the connection

  Loop();
  Loop(Loop const&) = delete;
  Loop& operator=(Loop const&) = delete;
  ~Loop();

  void watch(Socket const& socket, Watched& whose, For what);
  void change(Socket const& socket, Watched& whose, For what);
  // Waits for events, at most for `longest`. Then calls the Watched object of each event.
  void turn(std::chrono::milliseconds longest);
  // Returns the one buffer that is used for all reads. Its content must be used before the next
  // read.
  std::span<char> buffer() { return buffer_; }

 private:
  int descriptor_;
  std::vector<char> buffer_;
};

}  // namespace callbackd::lab
