// Where the zones come from: a folder of compiled zone files, the system's unless another is named.
// Which one is a fact of the process, told before the first zone is asked for. Never reads a clock.
#pragma once
#include <string>

namespace callbackd::calendar {

// Empty: the system's. Zones that were found before stay as they are.
void use_zone_database(std::string const& folder);
// 2026f, as tzdata.zi in the folder says; empty: it does not say.
std::string zone_database_version();

// Why no zone can be found at all; empty: there are some.
std::string zone_database_problem();

}  // namespace callbackd::calendar
