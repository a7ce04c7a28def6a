// `callbackd serve`: opens the ports, takes the cell, reads back the state that is committed, and
// runs until a signal. Called once, by main. The calling thread becomes the control thread, which
// handles signals, the operator's listener and regular maintenance.
#pragma once
#include "app/config.hpp"

namespace callbackd::app {

// Returns 0 after a drain. In any other case the process logs the reason and ends with exit status
// 1. A second signal during the drain ends the process immediately, also with 1.
int run_serve(Config const& config);

}  // namespace callbackd::app
