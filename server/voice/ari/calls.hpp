// Calls has all calls at Asterisk as one state machine without I/O: orders, events, answers, link
// and time in; requests and voice events out (take_actions), in the order in which they must be
// done. It makes true what was ordered last, with as few requests as possible. What is unknown (a
// request without an answer, a deadline that passed) is settled by a snapshot of Asterisk's
// channels and bridges, never by repeating a request blindly.
// Used on one thread (the gateway's, or a test's).
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "voice/ari/event.hpp"
#include "voice/ari/leg.hpp"
#include "voice/ari/listing.hpp"
#include "voice/ari/requests.hpp"

namespace callbackd::voice::ari {

// How long Calls waits before it takes a snapshot, because something should have happened.
struct Waits {
  std::chrono::milliseconds hang_up{5'000};      // from Asterisk's yes to the end of the leg
  std::chrono::milliseconds ring_slack{10'000};  // beyond the ring time-out
  std::chrono::milliseconds detection{20'000};   // for the verdict of machine detection
  // until its end is heard, when Asterisk does not know a channel any more
  std::chrono::milliseconds end_on_its_way{500};
  // Until a snapshot that failed or came too early is repeated.
  std::chrono::milliseconds snapshot_again{1'000};
  // Between snapshots at most: an event can be lost without a trace.
  std::chrono::milliseconds sweep{30'000};
};

enum class RequestId : std::uint64_t {};

struct Send {
  RequestId id{};
  RestRequest request;
};
struct Tell {
  core::VoiceEvent event;
};
// For the log: what went wrong, in fixed words and ids.
struct Report {
  std::string what;
  std::optional<core::LegId> leg;
};
using Action = std::variant<Send, Tell, Report>;

struct CallCounts {
  std::uint64_t legs = 0;
  std::uint64_t unknowns = 0;   // requests whose outcome a snapshot had to settle
  std::uint64_t snapshots = 0;  // applied
  std::uint64_t lost = 0;       // legs that ended without an event
};

// Events, answers and snapshots overtake each other. So `learned_` counts everything that comes in.
// A snapshot notes the count when it is asked for, a leg and a mix when they change; a snapshot
// says nothing about what changed after it was asked for. Example: a snapshot is asked for at 7, a
// leg's answer comes at 8. The list may be older than the answer, so if the leg is still in doubt
// another snapshot is asked for.
class Calls {
 public:
  explicit Calls(CallOptions options, Waits waits = {});

  void order(core::VoiceOrder const& order, Time now);
  // Events of Asterisk, answers to the requests of take_actions(), time. All of them may add
  // actions: take them after each call.
  void hear(Event const& event, Time now);
  void answered(RequestId id, RestAnswer const& answer, Time now);
  // Up: the event socket is open and Asterisk has the application. LinkChanged{true} is told after
  // the first snapshot.
  void link(bool up, Time now);
  void tick(Time now);
  // When tick() must be called at the latest; nullopt: the link is down.
  std::optional<Time> next_deadline() const;
  std::vector<Action> take_actions();
  CallCounts counts() const;
  bool link_is_up() const { return link_reported_up_; }
  bool is_idle() const { return pending_.empty(); }  // no request is under way

 private:
  struct Mix {
    enum class State : std::uint8_t { kNone, kMaking, kThere };
    State state = State::kNone;
    BridgeName name;
    std::uint64_t learned = 0;  // see Leg::learned
  };
  struct Attempt {
    std::map<core::LegNumber, Leg> legs;
    std::map<core::MixNumber, Mix> mixes;
  };
  using AttemptAt = std::map<base::AttemptId, Attempt>::iterator;
  // Says for which part a request was, so that this part gets the answer.
  struct OfLeg {
    core::LegId leg;
  };
  struct OfMix {
    base::AttemptId attempt;
    core::MixNumber mix{};
  };
  struct OfSnapshot {
    std::uint64_t asked_at = 0;
    bool bridges = false;
  };
  struct OfNothing {};  // its answer changes nothing
  using Pending = std::variant<OfLeg, OfMix, OfSnapshot, OfNothing>;
  struct Snapshot {
    std::uint64_t asked_at = 0;  // learned_ when it was asked for
    Listing listing;
  };

  // calls_orders.cpp
  void dial(core::Dial const& order, Time now);
  void hang_up(core::LegId const& id, Time now);
  void move_leg(core::LegId const& id, LegPosition wanted, Time now);
  void release_mix(base::AttemptId const& id, Time now);
  Leg* expected(core::LegId const& id);
  // calls_events.cpp
  void entered(core::LegId const& id, Leg& leg, Event const& event, Time now);
  void ringing(core::LegId const& id, Leg& leg);
  void up(core::LegId const& id, Leg& leg, bool machine, Time now);
  void bridge_gone(BridgeName const& name, Time now);
  // calls_answers.cpp
  void answered_leg(core::LegId const& id, RestAnswer const& answer, Time now);
  void done(Leg& leg, UnderWay const& step, Time now);
  void refused(core::LegId const& id, Leg const& leg, RestAnswer const& answer, Time now);
  void failed(core::LegId const& id, Leg& leg, std::string why, Time snapshot_at);
  void doubt(core::LegId const& id, Leg& leg, Time snapshot_at);
  void give_up(core::LegId const& id, Leg& leg, std::string why, Time now);
  void answered_mix(OfMix const& of, RestAnswer const& answer, Time now);
  // calls_snapshot.cpp
  void ask_snapshot(Time at);
  void start_snapshot();
  void answered_snapshot(OfSnapshot const& of, RestAnswer const& answer, Time now);
  void apply(Snapshot const& snapshot, Time now);
  void adopt(Snapshot const& snapshot);
  void settle(core::LegId const& id, Leg& leg, Snapshot const& snapshot, Time now);
  void missing(core::LegId const& id, Leg& leg, Snapshot const& snapshot, Time now);
  void present(core::LegId const& id, Leg& leg, ListedChannel const& listed, Time now);
  void overdue(core::LegId const& id, Leg& leg, Time now);
  void settle_bridges(Snapshot const& snapshot, Time now);
  void tell_snapshot();
  // calls.cpp
  Leg* find(core::LegId const& id);
  Leg& add(core::LegId const& id, LegStage stage);
  void advance(core::LegId const& id, Leg& leg, Time now);
  void advance_all(Time now);
  bool mix_is_there(core::LegId const& id, core::MixNumber mix);
  void make_mix(base::AttemptId const& id, core::MixNumber mix, core::LegNumber made_for);
  RestRequest request_of(core::LegId const& id, Leg const& leg, UnderWay const& step) const;
  void end(core::LegId const& id, LegOutcome outcome, Time now);
  void last_of(AttemptAt at, Time now);
  bool has_ended(core::LegId const& id) const { return ended_.contains(id); }
  void send(RestRequest request, Pending pending);
  void tell(core::VoiceEvent event) { actions_.emplace_back(Tell{std::move(event)}); }
  void report(std::string what, std::optional<core::LegId> leg = std::nullopt);

  CallOptions const options_;
  Waits const waits_;
  std::map<base::AttemptId, Attempt> attempts_;
  // With learned_ at its end; a late repeat of Dial must not ring again.
  std::map<core::LegId, std::uint64_t> ended_;
  std::deque<core::LegId> ended_by_age_;
  std::map<RequestId, Pending> pending_;
  std::uint64_t next_request_ = 1;
  std::uint64_t learned_ = 0;  // counts all that came in, see above
  std::vector<Action> actions_;
  bool link_up_ = false;              // requests may go
  bool link_reported_up_ = false;     // LinkChanged{true} was told, after the first snapshot
  std::optional<Snapshot> snapshot_;  // under way
  std::optional<Time> snapshot_at_;   // when the next one starts
  Time sweep_at_ = Time::max();
  bool snapshot_wanted_ = false;  // TakeSnapshot is to be answered by the next snapshot that starts
  bool snapshot_for_core_ = false;  // the snapshot under way answers TakeSnapshot
  CallCounts counts_;
};

}  // namespace callbackd::voice::ari
