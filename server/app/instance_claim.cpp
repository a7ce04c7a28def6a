#include "app/instance_claim.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <climits>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <functional>

#include <fmt/format.h>

namespace callbackd::app {

// The claim is an abstract socket. It needs no folder, and disappears when the process ends. If
// several processes of one network namespace want the same name, only the first can bind it.
InstanceClaim::InstanceClaim(storage::DatabaseLocation const& location,
                             std::string const& instance) {
  auto const whole = std::hash<std::string>{}(location.schema + '\n' + instance);
  auto const name = fmt::format("callbackd/{:016x}", whole);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  auto const size = offsetof(sockaddr_un, sun_path) + 1 + name.size();
  descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  held_ = descriptor_ >= 0 && ::bind(descriptor_, reinterpret_cast<sockaddr const*>(&address),
                                     static_cast<socklen_t>(size)) == 0;
}

InstanceClaim::~InstanceClaim() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

namespace {

// Returns "/" and the number of the kernel's network namespace, or an empty text if the number
// cannot be found. Claims are seen only within one namespace, so two containers count as two hosts.
std::string network_namespace_suffix() {
  struct stat about{};
  return ::stat("/proc/self/ns/net", &about) == 0 ? '/' + std::to_string(about.st_ino) : "";
}

}  // namespace

std::string this_host() {
  char name[HOST_NAME_MAX + 1] = {};
  if (::gethostname(name, sizeof name - 1) != 0) return "";
  std::string id;  // a hardened systemd unit cannot read the first file
  for (auto const* path : {"/proc/sys/kernel/random/boot_id", "/etc/machine-id"}) {
    if (std::getline(std::ifstream(path), id))
      return name + ('/' + id) + network_namespace_suffix();
  }
  return name;
}

}  // namespace callbackd::app
