#include "base/secret.hpp"

#include <cstring>

namespace callbackd::base {

void wipe(char* bytes, std::size_t count) noexcept {
  ::explicit_bzero(bytes, count);
}

// Wipes the whole capacity, not only the current size: a longer text may have been there before.
void wipe(std::string& text) noexcept {
  wipe(text.data(), text.capacity());
  text.clear();
}

}  // namespace callbackd::base
