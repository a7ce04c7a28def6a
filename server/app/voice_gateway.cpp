#include "app/voice_gateway.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "base/quoted.hpp"
#include "voice/no_gateway.hpp"
#include "voice/simulator.hpp"

namespace callbackd::app {

std::optional<VoiceChoice> choose_voice(Config const& config, std::string& why) {
  auto const& voice = config.voice;
  VoiceChoice choice;
  choice.gateway = voice.gateway;
  if (voice.gateway != Gateway::kAsterisk) return choice;
  auto const password = ari_password(config, why);
  if (!password) {
    why = "voice.ari_password_file: " + why;
    return std::nullopt;
  }
  auto& options = choice.asterisk.emplace();
  options.address = *voice::ari::parse_address(voice.ari_url);  // checked by read_voice
  options.user = voice.ari_user;
  options.password = *password;
  options.ca_file = voice.ca_file;
  options.calls = {voice.ari_application, voice.agent_endpoint, voice.contact_endpoint,
                   voice.music_class, voice.machine_context};
  options.dial_perishes_after = config.cell.usable_lease();
  if (!options.address.tls) return choice;
  try {
    // The CA file is tried here, so that a wrong file ends the start. The gateway reads it again
    // later.
    voice::ari::client_tls(options.ca_file);
  } catch (boost::system::system_error const& error) {
    why = "voice.ca_file: " + options.ca_file + ": " + error.code().message();
    return std::nullopt;
  }
  return choice;
}

GatewayAndFigures make_voice(VoiceChoice const& choice, boost::asio::io_context& engine_context,
                             std::function<bool()> ends_calls) {
  if (!choice.gateway) {
    spdlog::warn("voice.none hint={}", base::quoted(kNoGateway));
    return {std::make_unique<voice::NoGateway>(), nullptr};
  }
  if (!choice.asterisk) {
    spdlog::warn("voice.simulator hint={}",
                 base::quoted("calls are only played through: nobody's phone rings"));
    return {std::make_unique<voice::Simulator>(engine_context), nullptr};
  }
  auto options = *choice.asterisk;
  options.ends_calls = std::move(ends_calls);
  auto asterisk = std::make_unique<voice::AsteriskGateway>(std::move(options));
  auto const* const figures = &asterisk->figures();
  return {std::move(asterisk), figures};
}

}  // namespace callbackd::app
