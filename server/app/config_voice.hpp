// The table [voice] of the daemon's configuration, decoded and checked. Pure; any thread. The file
// with the password is read elsewhere (voice_gateway.hpp).
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "base/words.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::app {

enum class Gateway : std::uint8_t { kSimulator, kAsterisk };
constexpr auto words_of(std::type_identity<Gateway>) {
  using enum Gateway;
  return std::to_array<base::Word<Gateway>>({{"simulator", kSimulator}, {"asterisk", kAsterisk}});
}

inline constexpr std::size_t kPathChars = 4'096;  // of a path in the configuration

// The keys of [voice], as config/callbackd.toml explains them.
struct VoiceConfig {
  std::optional<Gateway> gateway;  // nullopt: nobody can be called
  std::string ari_url;
  std::string ari_user;
  std::string ari_password_file;
  std::string ari_application = "callbackd";
  std::string agent_endpoint = "PJSIP/{phone}";
  std::string contact_endpoint = "PJSIP/{number}@trunk";
  std::string music_class = "default";
  std::string machine_context;  // empty: machines are not detected
  std::string ca_file;
};

void read_voice(core::NodeAt const& place, VoiceConfig& out, core::Problems& errors);

}  // namespace callbackd::app
