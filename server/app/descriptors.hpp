// Finds out how many connections the process may hold: as many as the system gives file
// descriptors, minus the descriptors that the server needs itself. PublicPort calls this once, when
// it is made, on the control thread.
#pragma once
#include <cstddef>

namespace callbackd::app {

// Raises the soft limit of file descriptors to the hard limit. Returns `wanted`, or a smaller
// number if there are not enough descriptors.
std::size_t connections_within_descriptors(std::size_t wanted);

}  // namespace callbackd::app
