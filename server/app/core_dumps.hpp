// Forbids core dumps of this process, and stops debuggers of the same user from reading its memory.
// The memory holds the server's key, passwords that are being checked, and customers' numbers.
// main() calls this before anything else, on the main thread.
#pragma once

namespace callbackd::app {

void forbid_core_dumps();

}  // namespace callbackd::app
