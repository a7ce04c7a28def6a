// Decodes Asterisk's answers to GET /channels and GET /bridges. Only our own channels and bridges
// are kept; their names show that they are ours. The result is nullopt if the answer has another
// form. Pure; any thread.
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
  // True: the channel is up and we can control it. False: it is not answered yet, or it is in the
  // dialplan.
  bool in_application = false;
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
