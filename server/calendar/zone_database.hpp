// The zone database: the folder of compiled zone files from which all zones are read. It is the
// folder of the system, if no other folder is set. The process has one zone database. main() sets
// its folder before the first zone is looked up. Any thread. Never reads a clock.
#pragma once
#include <string>

namespace callbackd::calendar {

// Sets the folder; an empty text means the folder of the system. Zones that were looked up before
// do not change.
void use_zone_database(std::string const& folder);
// Returns the version of the database, for example 2026f, from the file tzdata.zi in the folder.
// Returns an empty text if there is no such file, or if it names no version.
std::string zone_database_version();

// If no zone can be found at all, returns the reason as a sentence for people. Otherwise returns an
// empty text.
std::string zone_database_problem();

}  // namespace callbackd::calendar
