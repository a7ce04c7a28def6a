#include "app/voice_gateway.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "base/quoted.hpp"
#include "voice/no_gateway.hpp"
#include "voice/simulator.hpp"

namespace callbackd::app {

std::optional<VoiceSettings> load_voice_settings(Config const& config, std::string& why) {
  auto const& voice = config.voice;
  VoiceSettings settings;
  settings.gateway = voice.gateway;
  if (voice.gateway != Gateway::kAsterisk) return settings;
  auto const password = ari_password(config, why);
  if (!password) {
    why = "voice.ari_password_file: " + why;
    return std::nullopt;
  }
  auto& options = settings.asterisk.emplace();
  options.address = *voice::ari::parse_address(voice.ari_url);  // checked by read_voice
  options.user = voice.ari_user;
  options.password = *password;
  options.ca_file = voice.ca_file;
  options.calls = {voice.ari_application, voice.agent_endpoint, voice.contact_endpoint,
                   voice.music_class, voice.machine_context};
  options.dial_perishes_after = config.cell.usable_lease();
  if (!options.address.tls) return settings;
  try {
    // The CA file is tried here, so that a server with a wrong file does not start. The gateway
    // reads the file again later.
    voice::ari::client_tls(options.ca_file);
  } catch (boost::system::system_error const& error) {
    why = "voice.ca_file: " + options.ca_file + ": " + error.code().message();
    return std::nullopt;
  }
  return settings;
}

GatewayAndFigures make_voice(VoiceSettings const& settings, boost::asio::io_context& engine_context,
                             std::function<bool()> ends_calls) {
  if (!settings.gateway) {
    spdlog::warn("voice.none hint={}", base::quoted(kNoGateway));
    return {std::make_unique<voice::NoGateway>(), nullptr};
  }
  if (!settings.asterisk) {
    spdlog::warn("voice.simulator hint={}",
                 base::quoted("calls are only played through: nobody's phone rings"));
    return {std::make_unique<voice::Simulator>(engine_context), nullptr};
  }
  auto options = *settings.asterisk;
  options.ends_calls = std::move(ends_calls);
  auto asterisk = std::make_unique<voice::AsteriskGateway>(std::move(options));
  auto const* const figures = &asterisk->figures();
  return {std::move(asterisk), figures};
}

}  // namespace callbackd::app
