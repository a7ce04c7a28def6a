// No core dump of this process is ever written, and no debugger of the same user reads its memory:
// it holds the server's key, passwords that are being checked and customers' numbers. Call it first
// of all.
#pragma once

namespace callbackd::app {

void forbid_core_dumps();

}  // namespace callbackd::app
