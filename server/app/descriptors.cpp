#include "app/descriptors.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>

#include "base/quoted.hpp"

namespace callbackd::app {
namespace {

// File descriptors that are not for clients' connections. PostgreSQL, listeners, event loops, log
// and certificates need about 40. Connections that are being closed to make room need at most 64.
// The rest is a reserve.
constexpr std::size_t kOwnDescriptors = 192;
constexpr std::size_t kConnectionsLeast = 16;

}  // namespace

std::size_t connections_within_descriptors(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  auto const all = static_cast<std::size_t>(limit.rlim_cur);
  auto const there = std::max(all, kOwnDescriptors + kConnectionsLeast) - kOwnDescriptors;
  if (there >= wanted) return wanted;
  spdlog::warn("connections.limited connections={} descriptors={} hint={}", there, all,
               base::quoted("raise LimitNOFILE"));
  return there;
}

}  // namespace callbackd::app
