// Decodes the answers of GET /channels and GET /bridges: our own channels and bridges only, known
// by their names. nullopt: Asterisk answered something else.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "voice/ari/names.hpp"

namespace callbackd::voice::ari {

struct ListedChannel {
  bool up = false;
  bool ringing = false;
  bool in_application = false;  // up and ours to direct; false: on its way, or in the dialplan
};
struct ListedBridge {
  BridgeName name;
  std::vector<core::LegId> legs;
};
struct Listing {
  std::map<core::LegId, ListedChannel> channels;
  std::vector<ListedBridge> bridges;
};

std::optional<std::map<core::LegId, ListedChannel>> decode_channels(std::string_view application,
                                                                    std::string_view json);
std::optional<std::vector<ListedBridge>> decode_bridges(std::string_view application,
                                                        std::string_view json);

}  // namespace callbackd::voice::ari
