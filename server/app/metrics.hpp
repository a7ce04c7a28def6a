// Everything /metrics says, read from the counters of the rooms at the moment it is asked. Any
// thread; owns no counter.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "edge/edge_limits.hpp"
#include "edge/login_pool.hpp"
#include "edge/net/counters.hpp"
#include "edge/trail.hpp"
#include "engine/engine.hpp"
#include "voice/asterisk.hpp"

namespace callbackd::app {

struct Figures {
  engine::EngineFigures const& engine;
  edge::NetCounts net;
  bool ready = false;
  bool stalled = false;
  voice::VoiceFigures const* voice = nullptr;  // null: the gateway is not Asterisk
  edge::LoginFigures logins = {};
  edge::Trail::Counts trail = {};
  // Rows that could not be understood when this server started, by table.
  std::map<std::string, std::uint64_t> rows_left_out{};
  edge::LimitsReached edge_limits{};                    // the engine counts its own
  std::optional<base::Duration> number_metadata_age{};  // nullopt: not known
};

// The Prometheus text format, version 0.0.4.
std::string metrics_text(Figures const& figures);

}  // namespace callbackd::app
