// The files of tests/app/data, and how a text with their paths is made the same on every machine.
// Tests only.
#pragma once
#include <string>

namespace callbackd::app {

inline std::string const kData = CALLBACKD_SOURCE_DIR "/tests/app/data/";

inline std::string without(std::string text, std::string const& part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) {
    text.erase(at, part.size());
  }
  return text;
}

}  // namespace callbackd::app
