// Makes and reads the names of our channels and bridges at Asterisk. A name is made of the
// application and ids. So a repeated request has the same name as before, and after a restart
// callbackd finds its own channels and bridges. Example of a channel: callbackd-CALLBACK-a1-l2.
// Example of a bridge: callbackd-CALLBACK-a1-m0-l2-1. Pure functions; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/messages/voice_order.hpp"

namespace callbackd::voice::ari {

// The number of the mix (a bridge, in which legs hear each other) for legs that talk on after
// ReleaseMix. No order of the core uses this number.
inline constexpr core::MixNumber kReleasedMix{0xFFFF};

// The name of a bridge. Asterisk must not get the same bridge name again after the bridge was
// destroyed. So the name contains the leg for which the bridge was made: the number of a leg is
// never used twice, and a bridge exists as long as its attempt has legs.
struct BridgeName {
  base::AttemptId attempt;
  core::MixNumber mix{};
  core::LegNumber made_for{};
  std::uint16_t try_number = 0;  // rises when a bridge for the same leg is made again
  bool operator==(BridgeName const&) const = default;
};

std::string channel_id(std::string_view application, core::LegId const& leg);
std::string bridge_id(std::string_view application, BridgeName const& name);
// These two read a name. nullopt: it is not a name of this application.
std::optional<core::LegId> leg_of_channel(std::string_view application, std::string_view id);
std::optional<BridgeName> name_of_bridge(std::string_view application, std::string_view id);

}  // namespace callbackd::voice::ari
