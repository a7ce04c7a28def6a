// The names of our channels and bridges inside Asterisk: made of the application and what they are
// of, and read back from them, so that a repeat names the same thing and a restart finds its own.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/messages/voice_order.hpp"

namespace callbackd::voice::ari {

// Where legs that were let go talk on; a mix that no order names.
inline constexpr core::MixNumber kLetGoMix{0xFFFF};

// Asterisk must not see a bridge's name again after the bridge was destroyed, so the leg that it
// was made for is in it: legs are never numbered twice, and a bridge stays while its attempt has
// legs.
struct BridgeName {
  base::AttemptId attempt;
  core::MixNumber mix{};
  core::LegNumber made_for{};
  std::uint16_t try_number = 0;  // rises when Asterisk lost one
  bool operator==(BridgeName const&) const = default;
};

std::string channel_id(std::string_view application, core::LegId const& leg);
std::string bridge_id(std::string_view application, BridgeName const& name);
// nullopt: not one of this application's.
std::optional<core::LegId> leg_of_channel(std::string_view application, std::string_view id);
std::optional<BridgeName> name_of_bridge(std::string_view application, std::string_view id);

}  // namespace callbackd::voice::ari
