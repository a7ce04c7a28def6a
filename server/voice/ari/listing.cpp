#include "voice/ari/listing.hpp"

#include <boost/json.hpp>

#include "voice/ari/json_text.hpp"

namespace callbackd::voice::ari {
namespace {

namespace json = boost::json;

// Calls `take` with each object of a JSON array. False: it is not an array.
template <class Take>
bool each(std::string_view text, Take take) {
  boost::system::error_code error;
  auto const value = json::parse(text, error);
  if (error || !value.is_array()) return false;
  for (auto const& item : value.get_array()) {
    if (item.is_object()) take(item.get_object());
  }
  return true;
}

// Whether we can control the channel now: it must be in the dialplan application Stasis. During
// machine detection it is in another part of the dialplan.
bool in_application(json::object const& channel) {
  auto const* const dialplan = channel.if_contains("dialplan");
  // Older versions of Asterisk do not say where the channel is, so it counts as controllable.
  if (dialplan == nullptr || !dialplan->is_object()) return true;
  auto const* const app = dialplan->get_object().if_contains("app_name");
  if (app == nullptr || !app->is_string()) return true;
  return app->get_string() == "Stasis";
}

}  // namespace

std::optional<std::map<core::LegId, ListedChannel>> decode_channels(std::string_view application,
                                                                    std::string_view text) {
  std::map<core::LegId, ListedChannel> channels;
  bool const good = each(text, [&](json::object const& object) {
    auto const leg = leg_of_channel(application, text_of(object, "id"));
    if (!leg) return;
    auto const state = text_of(object, "state");
    bool const up = state == "Up";
    channels[*leg] = {up, state == "Ringing", up && in_application(object)};
  });
  if (!good) return std::nullopt;
  return channels;
}

std::optional<std::vector<ListedBridge>> decode_bridges(std::string_view application,
                                                        std::string_view text) {
  std::vector<ListedBridge> bridges;
  bool const good = each(text, [&](json::object const& object) {
    auto const name = name_of_bridge(application, text_of(object, "id"));
    if (!name) return;
    ListedBridge bridge{*name, {}};
    if (auto const* const legs = object.if_contains("channels"); legs && legs->is_array()) {
      for (auto const& one : legs->get_array()) {
        if (!one.is_string()) continue;
        if (auto const leg = leg_of_channel(application, std::string_view(one.get_string())))
          bridge.legs.push_back(*leg);
      }
    }
    bridges.push_back(std::move(bridge));
  });
  if (!good) return std::nullopt;
  return bridges;
}

}  // namespace callbackd::voice::ari
