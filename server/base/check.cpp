#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace callbackd::base {

void contract_violated(char const* rule, char const* file, int line) {
  std::fprintf(stderr, "contract violated: %s (%s:%d)\n", rule, file, line);
  std::abort();
}

}  // namespace callbackd::base
