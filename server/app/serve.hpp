// `callbackd serve`: opens the ports, takes the cell, reads back what is committed, and runs until
// a signal. Called once, by main; the calling thread runs the control loop (signals, operator's
// listener, chores).
#pragma once
#include "app/config.hpp"

namespace callbackd::app {

// 0 after a drain; else the process has said why and ends with 1. A second signal ends at once.
int run_serve(Config const& config);

}  // namespace callbackd::app
