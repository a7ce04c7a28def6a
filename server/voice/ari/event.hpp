// What Asterisk's event socket says, decoded: only what the gateway acts on. Unknown events and
// fields are nothing; a message that is no event is an error for the log, never a crash.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::voice::ari {

enum class EventKind : std::uint8_t {
  kStasisStart,
  kRinging,  // by its state or by a Dial event, whichever comes first
  kDestroyed,
  kHeld,
  kUnheld,
  kBridgeDestroyed,
  kReplaced,  // another connection has taken the application over
  kOther
};

struct Event {
  EventKind kind = EventKind::kOther;
  std::string id;                 // of the channel or bridge
  bool up = false;                // the channel's state
  std::vector<std::string> args;  // kStasisStart
  int cause = 0;                  // kDestroyed
  int tech_cause = 0;             // of newer versions: the SIP status; 0: none
};

std::optional<Event> decode_event(std::string_view json);

// All that the event socket needs to carry, for Asterisk's own filter.
std::string event_filter_json();

}  // namespace callbackd::voice::ari
