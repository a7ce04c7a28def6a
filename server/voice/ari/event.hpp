// Decodes the messages of Asterisk's event socket (ARI events), as far as the gateway acts on them.
// Unknown events and fields are ignored. A message that is no event gives nullopt, for the log.
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
  std::string id;                 // id of the channel or bridge
  bool up = false;                // the channel's state
  std::vector<std::string> args;  // kStasisStart
  int cause = 0;                  // kDestroyed
  int tech_cause = 0;             // SIP status, which newer versions send; 0: none
};

std::optional<Event> decode_event(std::string_view json);

// The events that the gateway needs, for Asterisk's eventFilter.
std::string event_filter_json();

}  // namespace callbackd::voice::ari
