// Socket: a non-blocking TCP socket of the load client. It sends as many bytes as the kernel takes,
// and keeps the rest to send later. It reads into a buffer of the caller. It never waits and never
// throws. A Poster or a LoadAgent owns it. The thread of run_load().
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
  std::string host;  // the value of the Host field
};
// Looks up the address of `http://host:port` (IPv4 only). If it returns nullopt, `why` says what is
// wrong.
std::optional<Target> resolve_target(std::string const& url, std::string& why);

class Socket {
 public:
  // kSmall is for an agent who never reads. The receive buffer is small, and segments are as short
  // as on a real network. With the usual segments of loopback (64 KiB), the kernel would take a
  // megabyte from the server before the server could notice that its client does not read.
  enum class Buffers : std::uint8_t { kUsual, kSmall };

  Socket() = default;
  Socket(Socket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), unsent_(std::move(other.unsent_)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { close(); }

  bool connect(Target const& target, Buffers buffers);  // begins to connect; false: it failed
  void close();

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  bool has_unsent() const { return !unsent_.empty(); }

  bool send(std::string_view bytes);  // false: the connection is broken
  bool flush();                       // sends what was kept; false: the connection is broken
  // Returns the number of bytes that were read. 0: there is nothing to read now. nullopt: the
  // connection has ended or is broken.
  std::optional<std::size_t> receive(std::span<char> into);

 private:
  int descriptor_ = -1;
  std::string unsent_;
};

}  // namespace callbackd::lab
