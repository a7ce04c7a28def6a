#include "edge/number_metadata.hpp"

#include <filesystem>

#include <catch2/catch.hpp>

#include "edge/phone_numbers.hpp"

namespace callbackd::edge {

TEST_CASE("the number plans are as old as the file of the library that is loaded") {
  load_phone_metadata();
  auto const metadata = number_metadata();
  REQUIRE(metadata);
  auto const written = std::chrono::file_clock::to_sys(
      std::filesystem::last_write_time(std::filesystem::canonical(metadata->file)));
  CHECK(std::chrono::floor<std::chrono::seconds>(written) == metadata->built_at);
}

}  // namespace callbackd::edge
