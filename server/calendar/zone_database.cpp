#include "calendar/zone_database.hpp"

#include <date/tz.h>
#include <date/tz_private.h>  // needed to construct a ::date::time_zone

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>

#include "calendar/zone_files.hpp"

namespace callbackd::calendar {
namespace {

constexpr char kSystemFolder[] = "/usr/share/zoneinfo";
constexpr std::string_view kVersionLine = "# version ";

// A path that leads from the folder of the date library to the root folder. The library always
// opens the file of a zone below its own folder. To read a file elsewhere, the name of the zone
// must begin with enough "../".
constexpr char kToTheRoot[] = "../../../../../../../..";

struct NamedZone {
  NamedZone(std::string called, std::string const& path)
      : name(std::move(called)), zone(kToTheRoot + path, ::date::detail::undocumented{}) {}
  std::string name;
  ::date::time_zone zone;  // its own name() is the path with "../"
};

struct Database {
  std::mutex mutex;
  std::string folder;  // empty: the folder of the system
  // No zone is ever removed from this map, because every Zone points into it.
  std::map<std::string, std::unique_ptr<NamedZone>> zones;  // by path
};

Database& database() {
  static Database the_one;
  return the_one;
}

std::string folder_in_use() {
  std::lock_guard const lock{database().mutex};
  return database().folder;
}

std::string folder_to_look_in() {
  auto const folder = folder_in_use();
  return folder.empty() ? kSystemFolder : folder;
}

bool is_zone_file(std::string const& path) {
  constexpr std::string_view kMagic = "TZif";
  std::array<char, kMagic.size()> begin{};
  std::ifstream file{path, std::ios::binary};
  file.read(begin.data(), begin.size());
  return file && std::string_view{begin.data(), begin.size()} == kMagic;
}

}  // namespace

void use_zone_database(std::string const& folder) {
  std::lock_guard const lock{database().mutex};
  database().folder = folder.empty() ? folder : std::filesystem::absolute(folder).string();
}

std::string zone_database_version() {
  std::ifstream file{folder_to_look_in() + "/tzdata.zi"};
  std::string line;
  if (!std::getline(file, line) || !line.starts_with(kVersionLine)) return {};
  return line.substr(kVersionLine.size());
}

std::string zone_database_problem() {
  auto const folder = folder_to_look_in();
  std::error_code error;
  using Files = std::filesystem::recursive_directory_iterator;
  auto const follows = std::filesystem::directory_options::follow_directory_symlink;
  for (Files file{folder, follows, error}; !error && file != Files{}; file.increment(error)) {
    if (is_zone_file(file->path().string())) return {};
  }
  return "there is no time zone database in " + folder +
         ": install the package tzdata, or name its folder in TZDIR";
}

KnownZone find_known_zone(std::string const& name) {
  auto const folder = folder_in_use();
  if (folder.empty()) {
    auto const* const zone = ::date::locate_zone(name);
    return {zone, &zone->name()};
  }
  auto const path = folder + '/' + name;
  if (!is_zone_file(path)) return {};
  std::lock_guard const lock{database().mutex};
  auto& known = database().zones[path];
  if (!known) {
    known = std::make_unique<NamedZone>(name, path);
  }
  return {&known->zone, &known->name};
}

}  // namespace callbackd::calendar
