#include "app/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace callbackd::app {

// Both calls are needed: systemd-coredump, which collects core dumps, ignores the limit of
// setrlimit.
void forbid_core_dumps() {
  rlimit const none{0, 0};
  static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
  static_cast<void>(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

}  // namespace callbackd::app
