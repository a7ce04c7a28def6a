#include "voice/ari/rest.hpp"

namespace callbackd::voice::ari {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (char const it : text) {
    bool const plain = (it >= 'a' && it <= 'z') || (it >= 'A' && it <= 'Z') ||
                       (it >= '0' && it <= '9') || it == '-' || it == '_' || it == '.' || it == '~';
    if (plain) {
      out += it;
      continue;
    }
    auto const byte = static_cast<unsigned char>(it);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

}  // namespace callbackd::voice::ari
