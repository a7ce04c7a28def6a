#include "base/secret.hpp"

#include <cstring>

namespace callbackd::base {

void wipe(char* bytes, std::size_t count) noexcept {
  ::explicit_bzero(bytes, count);
}

// Wipes the whole memory of the string, not only its present text, because a longer text may have
// been in it before.
void wipe(std::string& text) noexcept {
  wipe(text.data(), text.capacity());
  text.clear();
}

}  // namespace callbackd::base
