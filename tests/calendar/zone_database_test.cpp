// Tests a zone database in a folder of its own, which is used instead of the system's database.
#include "calendar/zone_database.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "calendar/zone.hpp"

namespace callbackd::calendar {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// Makes a folder with one valid zone and one broken file. The folder is the zone database in use
// for as long as this object lives.
class OtherDatabase {
 public:
  explicit OtherDatabase(std::string const& first_line)
      : folder_(fs::temp_directory_path() / ("callbackd-zones-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_ / "America");
    // This database behaves as if New York had changed to the time of Chicago.
    fs::copy_file("/usr/share/zoneinfo/America/Chicago", folder_ / "America/New_York");
    std::ofstream{folder_ / "America/Nowhere"} << "no zone at all";
    if (!first_line.empty()) std::ofstream{folder_ / "tzdata.zi"} << first_line << "\n# more\n";
    use_zone_database(folder_);
  }
  ~OtherDatabase() {
    use_zone_database("");
    fs::remove_all(folder_);
  }
  OtherDatabase(OtherDatabase const&) = delete;
  OtherDatabase& operator=(OtherDatabase const&) = delete;

 private:
  fs::path folder_;
};

constexpr Instant kWinter{std::chrono::sys_days{std::chrono::year{2027} / 1 / 15}};

std::chrono::seconds offset_of(std::string const& name) {
  return Zone::find(name).value().span_at(kWinter).utc_offset;
}

TEST_CASE("zones come from the folder that was named, and from the system's again") {
  auto const before = Zone::find("America/New_York").value();
  {
    OtherDatabase const other{"# version 2099z"};
    CHECK(zone_database_version() == "2099z");
    CHECK(offset_of("America/New_York") == -6h);
    CHECK(Zone::find("America/New_York")->name() == "America/New_York");
    CHECK(Zone::find("America/New_York") == Zone::find("America/New_York"));
    CHECK(!zone_exists("Europe/London"));
    CHECK(!zone_exists("America/Nowhere"));
    CHECK(!zone_exists("America"));
    CHECK(!zone_exists("America/../America/New_York"));
    CHECK(before.span_at(kWinter).utc_offset == -5h);
  }
  CHECK(offset_of("America/New_York") == -5h);
  CHECK(zone_exists("Europe/London"));
  CHECK(!zone_database_version().empty());
}

TEST_CASE("a database that does not say its version has none") {
  OtherDatabase const other{GENERATE("", "# something else", "version 2099z")};
  CHECK(zone_database_version().empty());
}

}  // namespace
}  // namespace callbackd::calendar
