// Makes the voice gateway that the configuration asks for. The password and the CA file that it
// needs are read when the process starts, before the cell is taken. So a mistake in them ends the
// server with a message that names the field. Main thread, which in `serve` is the control thread.
// ActiveServer owns the gateway.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "voice/asterisk.hpp"

namespace callbackd::app {

struct VoiceSettings {
  std::optional<Gateway> gateway;                  // nullopt: nobody can be called
  std::optional<voice::AsteriskOptions> asterisk;  // for Gateway::kAsterisk only
};

inline constexpr char const* kNoGateway = "voice.gateway is not set, so nobody can be called";

// Reads the configuration of the gateway and its files. If it returns nullopt, `why` names the
// field and says what is wrong.
std::optional<VoiceSettings> load_voice_settings(Config const& config, std::string& why);

struct GatewayAndFigures {
  std::unique_ptr<engine::VoiceGateway> gateway;
  voice::VoiceFigures const* figures = nullptr;  // the gateway's; null: it has none
};

// Makes the gateway. NoGateway and the simulator run on the engine's thread, and Asterisk runs on a
// thread of its own. `ends_calls` says whether calls have a time limit at which Asterisk must end
// them; it is called on the gateway's thread while the gateway runs.
GatewayAndFigures make_voice(VoiceSettings const& settings, boost::asio::io_context& engine_context,
                             std::function<bool()> ends_calls);

}  // namespace callbackd::app
