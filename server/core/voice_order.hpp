// The words between the core and the voice gateway: orders out, events in. Ids are ours and
// deterministic (attempt, leg), so a repeated order is harmless. Values only. A gateway never
// decides: it reports.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "core/types.hpp"

namespace callbackd::core {

enum class LegKind : std::uint8_t { kAgent, kContact };

struct LegId {
  base::AttemptId attempt;
  LegKind kind{};
  auto operator<=>(LegId const&) const = default;
};

// orders
struct Dial {
  LegId leg;
  std::string endpoint;  // agent: the agent's phone of the site definition; contact: +E164
  std::string caller_id;
  std::chrono::seconds ring_timeout{30};
  bool detect_machine = false;
};
struct HangUp {
  LegId leg;
};
struct Mix {  // makes the mix of an attempt and joins both legs to it
  base::AttemptId attempt;
};
struct Hold {  // the contact hears music, the agent does not hear the contact
  LegId leg;
};
struct Resume {
  LegId leg;
};
struct SendDigits {
  LegId leg;
  std::string digits;
};
struct TakeSnapshot {};  // answered by SnapshotTaken: what is really alive
using VoiceOrder = std::variant<Dial, HangUp, Mix, Hold, Resume, SendDigits, TakeSnapshot>;

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
struct SnapshotTaken {
  std::vector<LegId> live;  // sorted
};
struct LinkChanged {
  bool up = false;
};
using VoiceEvent = std::variant<LegRinging, LegAnswered, LegEnded, SnapshotTaken, LinkChanged>;

}  // namespace callbackd::core
