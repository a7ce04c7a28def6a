// A non-blocking TCP socket of the load client: connects, sends what goes and keeps the rest, reads
// into a buffer that all share. One thread. It never waits and never throws.
#pragma once
#include <netinet/in.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace callbackd::lab {

struct Target {
  sockaddr_in address{};
  std::string host;  // as the Host field names it
};
// `http://host:port`, looked up; nullopt: `why` says what is wrong with it.
std::optional<Target> resolve_target(std::string const& url, std::string& why);

class Socket {
 public:
  // For one who never reads: little waits in the kernel, and segments are as long as on a real
  // network. On loopback they are 64 KiB, and a megabyte would wait at the server before it
  // noticed.
  enum class Buffers : std::uint8_t { kUsual, kSmall };

  Socket() = default;
  Socket(Socket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), unsent_(std::move(other.unsent_)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { close(); }

  bool connect(Target const& target, Buffers buffers);  // begins to
  void close();

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  bool has_unsent() const { return !unsent_.empty(); }

  bool send(std::string_view bytes);  // false: the link is broken
  bool flush();                       // what was kept
  // How many bytes came; 0: nothing now; nullopt: ended or broken.
  std::optional<std::size_t> receive(std::span<char> into);

 private:
  int descriptor_ = -1;
  std::string unsent_;
};

}  // namespace callbackd::lab
