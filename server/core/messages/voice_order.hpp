// The words between the core and the voice gateway: orders out, events in. Ids are ours and
// deterministic (attempt, leg; attempt, mix), so a repeated order is harmless. Values only. A
// gateway never decides: it makes true what was ordered last, and reports.
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

// One party's channel in an attempt, numbered in the order of dialling except for the contact. A
// number is never used twice in an attempt.
enum class LegNumber : std::uint16_t { kContact = 0, kAgent = 1 };  // 2, 3 …: whoever came later

struct LegId {
  base::AttemptId attempt;
  LegNumber number{};
  auto operator<=>(LegId const&) const = default;
};

// Where legs hear each other. A number is never used twice in an attempt.
enum class MixNumber : std::uint16_t { kCall = 0 };  // 1, 2 …: its consultations

enum class Reach : std::uint8_t { kAgentPhone, kNumber };  // how an endpoint is to be read

// Orders. A leg is in one place at a time: dialled and alone, in a mix, on hold, or hearing
// ringing; Join, Hold and Ringback move it from wherever it is.
struct Dial {
  LegId leg;
  Reach reach{};
  std::string endpoint;  // the agent's phone of the site definition, or +E164
  std::string caller_id;
  std::chrono::seconds ring_timeout{30};
  bool detect_machine = false;
  std::chrono::seconds longest{0};  // the gateway ends it by itself after that; zero: it does not
};
struct HangUp {
  LegId leg;
};
struct Join {
  LegId leg;
  MixNumber mix{};  // made when its first leg joins, gone when the attempt is
};
struct Hold {  // hears music, and nobody hears it
  LegId leg;
};
struct Ringback {  // hears ringing, while somebody is dialled
  LegId leg;
};
struct SendDigits {  // once: never repeated by the gateway, whatever became of it
  LegId leg;         // who hears them
  std::string digits;
};
struct LetGo {  // whoever is in the mix talks on without us; the last one left is hung up
  base::AttemptId attempt;
};
struct TakeSnapshot {};  // answered by SnapshotTaken: what is really alive
using VoiceOrder =
    std::variant<Dial, HangUp, Join, Hold, Ringback, SendDigits, LetGo, TakeSnapshot>;

// events
struct LegRinging {
  LegId leg;
};
struct LegAnswered {
  LegId leg;
  bool machine = false;  // with detect_machine
};
struct LegEnded {
  LegId leg;
  AttemptOutcome outcome{};  // of a leg never answered; kAnswered: it was up and was ended
  std::string cause;
};
struct LegHeld {  // by the hold key of its own phone
  LegId leg;
  bool held = false;
};
struct LiveLeg {
  LegId leg;
  bool answered = false;
};
struct SnapshotTaken {
  std::vector<LiveLeg> live;  // by leg; without those that were let go
};
struct LinkChanged {
  bool up = false;
  bool simulated = false;  // nobody's phone rings there
};
using VoiceEvent =
    std::variant<LegRinging, LegAnswered, LegEnded, LegHeld, SnapshotTaken, LinkChanged>;

}  // namespace callbackd::core
