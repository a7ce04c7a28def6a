// Looks up one zone in the zone database. Only zone.cpp uses this. Exceptions of the date library
// are passed on. Any thread.
#pragma once
#include <string>

namespace date {
class time_zone;
}

namespace callbackd::calendar {

struct KnownZone {                          // both pointers are valid as long as the process
  ::date::time_zone const* zone = nullptr;  // nullptr: no such zone
  std::string const* name = nullptr;
};
KnownZone find_known_zone(std::string const& name);

}  // namespace callbackd::calendar
