// The load client's loop over epoll: which sockets can be read or written now. One thread. Plain
// epoll and no Asio, because the client shares the cores with what it measures.
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

// Whose socket it is. The loop may still call one whose socket was closed within the same turn.
class Watched {
 public:
  virtual ~Watched() = default;
  virtual void on_readable() = 0;
  virtual void on_writable() = 0;
  virtual void on_broken() = 0;
};

class Loop {
 public:
  enum class For : std::uint8_t { kReading, kWriting, kBoth, kEndAlone };

  Loop();
  Loop(Loop const&) = delete;
  Loop& operator=(Loop const&) = delete;
  ~Loop();

  void watch(Socket const& socket, Watched& whose, For what);
  void change(Socket const& socket, Watched& whose, For what);
  // Waits at most so long, then calls whom something happened to.
  void turn(std::chrono::milliseconds longest);
  // Shared by all who read; what it holds is used before the next read.
  std::span<char> buffer() { return buffer_; }

 private:
  int descriptor_;
  std::vector<char> buffer_;
};

}  // namespace callbackd::lab
