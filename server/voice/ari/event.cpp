#include "voice/ari/event.hpp"

#include <array>
#include <boost/json.hpp>

#include "voice/ari/json_text.hpp"

namespace callbackd::voice::ari {
namespace {

namespace json = boost::json;

int number_of(json::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  if (value == nullptr || !value->is_int64()) return 0;
  return static_cast<int>(value->get_int64());
}

json::object const* object_of(json::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

EventKind kind_of(json::object const& event) {
  auto const type = text_of(event, "type");
  if (type == "StasisStart") return EventKind::kStasisStart;
  if (type == "ChannelDestroyed") return EventKind::kDestroyed;
  if (type == "ChannelHold") return EventKind::kHeld;
  if (type == "ChannelUnhold") return EventKind::kUnheld;
  if (type == "BridgeDestroyed") return EventKind::kBridgeDestroyed;
  if (type == "ApplicationReplaced") return EventKind::kReplaced;
  if (type == "Dial" && text_of(event, "dialstatus") == "RINGING") return EventKind::kRinging;
  if (type != "ChannelStateChange") return EventKind::kOther;
  auto const* const channel = object_of(event, "channel");
  bool const rings = channel != nullptr && text_of(*channel, "state") == "Ringing";
  return rings ? EventKind::kRinging : EventKind::kOther;
}

}  // namespace

std::optional<Event> decode_event(std::string_view text) {
  boost::system::error_code error;
  auto const value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  auto const& object = value.get_object();
  if (text_of(object, "type").empty()) return std::nullopt;
  Event event;
  event.kind = kind_of(object);
  if (event.kind == EventKind::kOther) return event;
  for (auto const* const key : {"channel", "peer", "bridge"}) {
    auto const* const thing = object_of(object, key);
    if (thing == nullptr) continue;
    event.id = text_of(*thing, "id");
    event.up = text_of(*thing, "state") == "Up";
    break;
  }
  if (auto const* const args = object.if_contains("args"); args != nullptr && args->is_array()) {
    for (auto const& arg : args->get_array()) {
      event.args.emplace_back(arg.is_string() ? std::string_view(arg.get_string())
                                              : std::string_view());
    }
  }
  event.cause = number_of(object, "cause");
  event.tech_cause = number_of(object, "tech_cause");
  return event;
}

std::string event_filter_json() {
  constexpr std::array kTypes{"StasisStart",   "ChannelDestroyed",  "ChannelHold",
                              "ChannelUnhold", "BridgeDestroyed",   "ApplicationReplaced",
                              "Dial",          "ChannelStateChange"};
  json::array allowed;
  for (auto const* const type : kTypes) allowed.push_back(json::object{{"type", type}});
  return json::serialize(json::object{{"allowed", std::move(allowed)}});
}

}  // namespace callbackd::voice::ari
