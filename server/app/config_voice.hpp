// [voice] of the daemon's configuration: decoded and checked. Pure; the password's file is read
// elsewhere (voice_gateway.hpp).
#pragma once
#include "app/config.hpp"

namespace callbackd::app {

void read_voice(core::Place const& place, Config::Voice& out, core::Problems& errors);

}  // namespace callbackd::app
