// The messages between the core and the voice gateway: orders to the gateway, events from it. A
// gateway never decides: it carries out the last order for each leg and reports what happens. The
// core numbers legs and mixes within an attempt and never uses a number twice, so an order that is
// sent twice does no harm. Values; any thread.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/messages/types.hpp"

namespace callbackd::core {

// Leg: the connection of one person in an attempt. Legs are numbered in the order of dialling,
// except for the contact. A number is never used twice in an attempt. kAgent is the first leg of
// the agent who began the call; legs dialled later are 2, 3, …
enum class LegNumber : std::uint16_t { kContact = 0, kAgent = 1 };

struct LegId {
  base::AttemptId attempt;
  LegNumber number{};
  auto operator<=>(LegId const&) const = default;
};

// Mix: a conference bridge; the legs in it hear each other. kCall is the mix of the call itself. A
// consultation has a mix of its own, with the number of the consulted leg.
enum class MixNumber : std::uint16_t { kCall = 0 };

enum class Reach : std::uint8_t { kAgentPhone, kNumber };  // what Dial::endpoint is

// Below are the orders. A leg is in one place at a time: alone after it was dialled, in a mix, on
// hold, or hearing a ringing tone. In whichever place it is, Join moves it into a mix, Hold puts it
// on hold, and Ringback gives it a ringing tone.
struct Dial {
  LegId leg;
  Reach reach{};
  std::string endpoint;  // the agent's phone of the site definition, or +E164
  std::string caller_id;
  std::chrono::seconds ring_timeout{30};
  bool detect_machine = false;
  std::chrono::seconds longest{0};  // the gateway ends the leg after that; zero: no limit
};
struct HangUp {
  LegId leg;
};
struct Join {
  LegId leg;
  MixNumber mix{};  // made when its first leg joins; removed when the attempt is over
};
struct Hold {  // the leg hears music, and nobody hears the leg
  LegId leg;
};
struct Ringback {  // the leg hears a ringing tone, while another person is dialled
  LegId leg;
};
struct SendDigits {  // sent once: the gateway never repeats them, even if sending failed
  LegId leg;         // the leg that hears them
  std::string digits;
};
// The people in the call's mix talk on without the server. When only one of them is left, the
// gateway hangs that person up.
struct ReleaseMix {
  base::AttemptId attempt;
};
struct TakeSnapshot {};  // SnapshotTaken answers it, with all legs that live
using VoiceOrder =
    std::variant<Dial, HangUp, Join, Hold, Ringback, SendDigits, ReleaseMix, TakeSnapshot>;

// Below are the events.
struct LegRinging {
  LegId leg;
};
struct LegAnswered {
  LegId leg;
  bool machine = false;  // with detect_machine
};
struct LegEnded {
  LegId leg;
  AttemptOutcome outcome{};  // why it was never answered; kAnswered: it had been answered
  std::string cause;
};
struct LegHeld {  // the hold key of its own phone was pressed
  LegId leg;
  bool held = false;
};
struct LiveLeg {
  LegId leg;
  bool answered = false;
};
struct SnapshotTaken {
  std::vector<LiveLeg> live;  // sorted by leg; without legs that ReleaseMix gave away
};
struct LinkChanged {
  bool up = false;         // the gateway can be reached
  bool simulated = false;  // it is the simulator: no real phone rings
};
using VoiceEvent =
    std::variant<LegRinging, LegAnswered, LegEnded, LegHeld, SnapshotTaken, LinkChanged>;

}  // namespace callbackd::core
