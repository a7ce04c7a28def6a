// One zone of the database in use, for zone.cpp alone. Any thread. Throws what the date library
// throws.
#pragma once
#include <string>

namespace date {
class time_zone;
}

namespace callbackd::calendar {

struct ZoneFile {                           // both live as long as the process
  ::date::time_zone const* zone = nullptr;  // nullptr: no such zone
  std::string const* name = nullptr;
};
ZoneFile find_zone_file(std::string const& name);

}  // namespace callbackd::calendar
