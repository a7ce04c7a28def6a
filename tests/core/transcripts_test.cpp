// Runs every script of the folder transcripts/, and compares the effects with the effects in the
// file. With CALLBACKD_REWRITE=1 it writes the new effects into the files. If you do this, review
// the difference.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/script.hpp"

namespace {

std::string contents(std::filesystem::path const& path) {
  std::ifstream file{path};
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("every transcript plays as it is written") {
  std::filesystem::path const folder = CALLBACKD_SOURCE_DIR "/tests/core/transcripts";
  std::vector<std::filesystem::path> paths;
  for (auto const& entry : std::filesystem::directory_iterator{folder})
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  CHECK(paths.size() >= 40);
  for (auto const& path : paths) {
    INFO(path.filename().string());
    auto const written = contents(path);
    auto const played = callbackd::core::test::play(written);
    if (std::getenv("CALLBACKD_REWRITE")) {
      std::ofstream{path} << played;
    } else {
      CHECK(played == written);
    }
  }
}
