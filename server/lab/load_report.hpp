// Writes the figures of a run: one JSON object for scripts, or a table for people. Pure; any
// thread.
#pragma once
#include <string>

#include "lab/load_options.hpp"
#include "lab/tally.hpp"

namespace callbackd::lab {

std::string report_json(LoadOptions const& options, Tally const& tally);
std::string report_table(LoadOptions const& options, Tally const& tally);

}  // namespace callbackd::lab
