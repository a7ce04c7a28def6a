// Test support: the folder of the test files (tests/app/data), and a function that removes a text,
// such as this machine's path, from a message. Pure; any thread.
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
