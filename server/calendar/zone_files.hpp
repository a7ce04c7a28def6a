// Looks up one zone of the zone database in use. Internal to zone.cpp. Any thread. Passes on the
// exceptions of the date library.
#pragma once
#include <string>

namespace date {
class time_zone;
}

namespace callbackd::calendar {

struct ZoneFile {                           // both pointers are valid as long as the process
  ::date::time_zone const* zone = nullptr;  // nullptr: no such zone
  std::string const* name = nullptr;
};
ZoneFile find_zone_file(std::string const& name);

}  // namespace callbackd::calendar
