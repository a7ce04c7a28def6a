// Names of our channels and bridges inside Asterisk. They are made of the application and ids, and
// can be read back: so a repeated request names the same thing, and a restart finds its own. A
// channel: callbackd-CALLBACK-a1-l2; a bridge: callbackd-CALLBACK-a1-m0-l2-1. Pure functions, any
// thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/messages/voice_order.hpp"

namespace callbackd::voice::ari {

// The mix in which legs talk on after they were let go; no order names it.
inline constexpr core::MixNumber kReleasedMix{0xFFFF};

// Asterisk must not see a bridge's name again after the bridge was destroyed. So the name has the
// leg that the bridge was made for: legs are never numbered twice, and a bridge stays while its
// attempt has legs.
struct BridgeName {
  base::AttemptId attempt;
  core::MixNumber mix{};
  core::LegNumber made_for{};
  std::uint16_t try_number = 0;  // rises when a bridge for the same leg is made again
  bool operator==(BridgeName const&) const = default;
};

std::string channel_id(std::string_view application, core::LegId const& leg);
std::string bridge_id(std::string_view application, BridgeName const& name);
// nullopt: not a name of this application.
std::optional<core::LegId> leg_of_channel(std::string_view application, std::string_view id);
std::optional<BridgeName> name_of_bridge(std::string_view application, std::string_view id);

}  // namespace callbackd::voice::ari
