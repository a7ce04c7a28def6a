// How many connections the process may hold: as many file descriptors as the system grants, less
// what the server needs itself. Called once at start.
#pragma once
#include <cstddef>

namespace callbackd::app {

// Raises the soft limit of descriptors to the hard one. Returns `wanted`, or as many as fit.
std::size_t connections_within_descriptors(std::size_t wanted);

}  // namespace callbackd::app
