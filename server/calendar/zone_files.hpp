// Looks up one zone in the zone database. Only zone.cpp uses this. Exceptions of the date library
// are passed on. Any thread.
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
