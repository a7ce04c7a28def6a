// The folder of compiled zone files that all zones are read from: the system's, unless another is
// set. There is one for the process; it is set before the first zone is looked up. Any thread.
// Never reads a clock.
#pragma once
#include <string>

namespace callbackd::calendar {

// Empty: the system's. Zones that were looked up before do not change.
void use_zone_database(std::string const& folder);
// The version that the folder's tzdata.zi names, for example 2026f; empty: it names none.
std::string zone_database_version();

// Why no zone can be found at all, as a sentence for people; empty: there are zones.
std::string zone_database_problem();

}  // namespace callbackd::calendar
