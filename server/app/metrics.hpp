// Everything /metrics says, read from the counters of the rooms at the moment it is asked. Any
// thread; owns no counter.
#pragma once
#include <string>

#include "edge/net/counters.hpp"
#include "engine/engine.hpp"
#include "voice/asterisk.hpp"

namespace callbackd::app {

struct Figures {
  engine::EngineFigures const& engine;
  edge::NetCounts net;
  bool ready = false;
  bool stalled = false;
  voice::VoiceFigures const* voice = nullptr;  // null: the simulator
};

// The Prometheus text format, version 0.0.4.
std::string metrics_text(Figures const& figures);

}  // namespace callbackd::app
