// Test support: TemporaryFolder makes a new folder for one test. When the test ends, it deletes the
// folder with its files. The test owns it. Main thread.
#pragma once
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

namespace callbackd::app {

struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder() {
    auto const name = "callbackd-" + std::string(6, 'X');  // mkdtemp replaces these
    auto pattern = (std::filesystem::temp_directory_path() / name).string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string write(std::string const& name, std::string const& text) const {
    std::ofstream(path / name) << text;
    std::filesystem::permissions(path / name, std::filesystem::perms{0600});  // as for a secret
    return (path / name).string();
  }
};

}  // namespace callbackd::app
