#include "base/secret.hpp"

#include <cstring>

namespace callbackd::base {

void wipe(char* bytes, std::size_t count) noexcept {
  ::explicit_bzero(bytes, count);
}

// All of the room, not only what is text now: a longer one may have been there.
void wipe(std::string& text) noexcept {
  wipe(text.data(), text.capacity());
  text.clear();
}

}  // namespace callbackd::base
