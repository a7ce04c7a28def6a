#include "lab/socket.hpp"

#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace callbackd::lab {
namespace {

constexpr std::string_view kScheme = "http://";
constexpr int kSmallBufferBytes = 4096;
constexpr int kSegmentBytes = 1400;

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

std::optional<Target> resolve_target(std::string const& url, std::string& why) {
  if (!url.starts_with(kScheme)) {
    why = "the URL must begin with http:// (the load client does not use TLS)";
    return std::nullopt;
  }
  auto authority = url.substr(kScheme.size());
  if (authority.ends_with('/')) authority.pop_back();
  auto const colon = authority.rfind(':');
  auto const host = authority.substr(0, colon);
  auto const port = colon == std::string::npos ? std::string("80") : authority.substr(colon + 1);
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (auto const failed = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); failed != 0) {
    why = "this host cannot be looked up: " + authority + ": " + ::gai_strerror(failed);
    return std::nullopt;
  }
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const list(found, &::freeaddrinfo);
  Target target;
  target.address = *reinterpret_cast<sockaddr_in const*>(list->ai_addr);
  target.host = authority;
  return target;
}

Socket& Socket::operator=(Socket&& other) noexcept {
  close();
  descriptor_ = std::exchange(other.descriptor_, -1);
  unsent_ = std::move(other.unsent_);
  return *this;
}

bool Socket::connect(Target const& target, Buffers buffers) {
  close();
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return false;
  int const on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (buffers == Buffers::kSmall) {
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &kSmallBufferBytes, sizeof kSmallBufferBytes);
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_MAXSEG, &kSegmentBytes, sizeof kSegmentBytes);
  }
  auto const done = ::connect(descriptor_, reinterpret_cast<sockaddr const*>(&target.address),
                              sizeof target.address);
  if (done == 0 || errno == EINPROGRESS) return true;
  close();
  return false;
}

void Socket::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  unsent_.clear();
}

// If unsent bytes are kept already, the new bytes are added after them. The loop calls
// on_writable(), which calls flush(), when the socket can be written again.
bool Socket::send(std::string_view bytes) {
  if (!is_open()) return false;
  if (unsent_.empty()) {
    auto const sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && !would_block()) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  unsent_ += bytes;
  return true;
}

bool Socket::flush() {
  auto const kept = std::exchange(unsent_, {});
  return kept.empty() || send(kept);
}

std::optional<std::size_t> Socket::receive(std::span<char> into) {
  auto const count = ::recv(descriptor_, into.data(), into.size(), 0);
  if (count > 0) return static_cast<std::size_t>(count);
  if (count < 0 && would_block()) return 0;
  return std::nullopt;
}

}  // namespace callbackd::lab
