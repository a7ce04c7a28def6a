// Loop: the load client's event loop: an epoll descriptor and one read buffer. One thread. Plain
// epoll and no Asio, because the client shares the CPU cores with the server that it measures.
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

// The object that the loop calls for a socket. It may be called once more in the turn in which its
// socket was closed.
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
  };  // kHangUpOnly: only its end

  Loop();
  Loop(Loop const&) = delete;
  Loop& operator=(Loop const&) = delete;
  ~Loop();

  void watch(Socket const& socket, Watched& whose, For what);
  void change(Socket const& socket, Watched& whose, For what);
  // Waits at most so long for events, then calls the Watched of each.
  void turn(std::chrono::milliseconds longest);
  // One buffer for all reads: its content must be used before the next read.
  std::span<char> buffer() { return buffer_; }

 private:
  int descriptor_;
  std::vector<char> buffer_;
};

}  // namespace callbackd::lab
