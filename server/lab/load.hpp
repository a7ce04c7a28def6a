// A run of the load client: connects the agents, then posts for the given time and counts what was
// answered. One thread, which it keeps until the run is over.
#pragma once
#include <functional>
#include <iosfwd>
#include <string>

#include "lab/load_options.hpp"
#include "lab/tally.hpp"

namespace callbackd::lab {

struct LoadSurroundings {
  std::ostream&
      progress;  // "measuring" and "measured": whoever samples other processes waits for them
  std::function<bool()> stopped;  // looked at often; true ends the run early
};

struct LoadResult {
  Tally tally;
  std::string failure;  // empty: the run took place
};

LoadResult run_load(LoadOptions const& options, LoadSurroundings const& surroundings);

}  // namespace callbackd::lab
