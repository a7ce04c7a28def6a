// Decodes the messages of Asterisk's event socket (ARI events), as far as the gateway needs them.
// Unknown events and fields are ignored. For a message that is no event the result is nullopt, and
// the caller logs it. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::voice::ari {

enum class EventKind : std::uint8_t {
  kStasisStart,
  kRinging,  // made of a channel's new state or of a Dial event; both may come
  kDestroyed,
  kHeld,
  kUnheld,
  kBridgeDestroyed,
  kReplaced,  // another connection has taken the application over
  kOther
};

struct Event {
  EventKind kind = EventKind::kOther;
  std::string id;                 // id of the channel or bridge
  bool up = false;                // whether the channel's state is Up
  std::vector<std::string> args;  // arguments of kStasisStart
  int cause = 0;                  // cause of kDestroyed (ITU-T Q.850)
  // The SIP status of kDestroyed. Only newer versions of Asterisk send it. 0: there is none.
  int tech_cause = 0;
};

std::optional<Event> decode_event(std::string_view json);

// The list of the events that the gateway needs, in the form of Asterisk's eventFilter.
std::string event_filter_json();

}  // namespace callbackd::voice::ari
