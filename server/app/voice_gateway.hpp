// The gateway that the configuration asks for. What it needs of the machine (password, CA file) is
// read at start, before the cell is taken, so that a mistake ends the server with its name.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "voice/asterisk.hpp"

namespace callbackd::app {

struct VoiceChoice {
  std::optional<Gateway> gateway;                  // nullopt: nobody can be called
  std::optional<voice::AsteriskOptions> asterisk;  // for Gateway::kAsterisk only
};

inline constexpr char const* kNoGateway = "voice.gateway is not set, so nobody can be called";

// nullopt: `why` names the field and what is wrong.
std::optional<VoiceChoice> choose_voice(Config const& config, std::string& why);

struct GatewayAndFigures {
  std::unique_ptr<engine::VoiceGateway> gateway;
  voice::VoiceFigures const* figures = nullptr;  // the gateway's; null: it has none
};

// NoGateway and the simulator live on the engine's context, Asterisk on a thread of its own.
// `ends_calls`: whether calls are to end by themselves; called on that thread while the gateway
// runs.
GatewayAndFigures make_voice(VoiceChoice const& choice, boost::asio::io_context& engine_context,
                             std::function<bool()> ends_calls);

}  // namespace callbackd::app
