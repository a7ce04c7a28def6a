// run_load() is one run of the load client. It connects the agents, posts callbacks for the given
// time, and counts the answers. It blocks its thread until the run is over; `callbackd load` calls
// it on the main thread.
#pragma once
#include <functional>
#include <iosfwd>
#include <string>

#include "lab/load_options.hpp"
#include "lab/tally.hpp"

namespace callbackd::lab {

struct LoadSurroundings {
  std::ostream&
      progress;  // gets "measuring" and "measured", for scripts that sample the server's process
  std::function<bool()> stopped;  // asked often; true ends the run early
};

struct LoadResult {
  Tally tally;
  std::string failure;  // empty: the run took place
};

LoadResult run_load(LoadOptions const& options, LoadSurroundings const& surroundings);

}  // namespace callbackd::lab
