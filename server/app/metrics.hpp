// Makes the page /metrics from the counters of the other parts of the program. It reads them when
// the page is asked for, and owns no counter. Any thread.
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
  // How many rows of each table could not be understood when this server started.
  std::map<std::string, std::uint64_t> rows_left_out{};
  // How many requests the limits of the edge have refused. `engine` has the counts of the engine's
  // limits.
  edge::LimitsReached edge_limits{};
  std::optional<base::Duration> number_metadata_age{};  // nullopt: not known
};

// Returns the page in the Prometheus text format, version 0.0.4.
std::string metrics_text(Figures const& figures);

}  // namespace callbackd::app
