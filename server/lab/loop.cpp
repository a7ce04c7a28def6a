#include "lab/loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>

#include "base/check.hpp"

namespace callbackd::lab {
namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;
constexpr std::size_t kEventsMost = 512;

epoll_event interest(Watched& whose, Loop::For what) {
  epoll_event event{};
  event.data.ptr = &whose;
  switch (what) {
    case Loop::For::kReading:
      event.events = EPOLLIN;
      break;
    case Loop::For::kWriting:
      event.events = EPOLLOUT;
      break;
    case Loop::For::kBoth:
      event.events = EPOLLIN | EPOLLOUT;
      break;
    case Loop::For::kHangUpOnly:
      event.events = EPOLLRDHUP;
      break;
  }
  return event;
}

}  // namespace

Loop::Loop() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(kBufferBytes) {
  CALLBACKD_CHECK(descriptor_ >= 0);
}

Loop::~Loop() {
  ::close(descriptor_);
}

void Loop::watch(Socket const& socket, Watched& whose, For what) {
  auto event = interest(whose, what);
  ::epoll_ctl(descriptor_, EPOLL_CTL_ADD, socket.descriptor(), &event);
}

void Loop::change(Socket const& socket, Watched& whose, For what) {
  auto event = interest(whose, what);
  ::epoll_ctl(descriptor_, EPOLL_CTL_MOD, socket.descriptor(), &event);
}

// Waits for events and calls the objects that watch them. on_broken() is called only if nothing can
// be read. Otherwise on_readable() reads the last bytes and notices the end itself.
void Loop::turn(std::chrono::milliseconds longest) {
  std::array<epoll_event, kEventsMost> events;
  auto const count = ::epoll_wait(descriptor_, events.data(), static_cast<int>(events.size()),
                                  static_cast<int>(longest.count()));
  for (int index = 0; index < count; ++index) {
    auto const& event = events[static_cast<std::size_t>(index)];
    auto& whose = *static_cast<Watched*>(event.data.ptr);
    if ((event.events & EPOLLOUT) != 0) whose.on_writable();
    if ((event.events & EPOLLIN) != 0) whose.on_readable();
    if ((event.events & EPOLLIN) == 0 && (event.events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) != 0)
      whose.on_broken();
  }
}

}  // namespace callbackd::lab
