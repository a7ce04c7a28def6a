// Calls has all calls at Asterisk, as one state machine without I/O. Orders, events, answers,
// changes of the link and the time come in. Requests to Asterisk and voice events for the core go
// out through take_actions(), in the order in which they must be done. Calls brings each leg to the
// state that was ordered last, with as few requests as possible. If the result of a request is
// unknown (no answer came, or a deadline passed), Calls does not simply repeat the request. First
// it asks for a snapshot, which is a list of Asterisk's channels and bridges. A mix is a group of
// legs that hear each other; at Asterisk it is a bridge. Owned by AsteriskGateway. Used on one
// thread: the gateway's, or that of a test.
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

// How long Calls waits for something to happen. If it has not happened by then, Calls takes a
// snapshot.
struct Waits {
  // The time from Asterisk's answer to a hang-up request until the leg has ended.
  std::chrono::milliseconds hang_up{5'000};
  std::chrono::milliseconds ring_slack{10'000};  // added to the ring time-out of the dial order
  std::chrono::milliseconds detection{20'000};   // for the result of machine detection
  // When Asterisk answers that it does not know a channel, the event of the channel's end should
  // come within this time.
  std::chrono::milliseconds end_on_its_way{500};
  // The wait before the next snapshot in two cases: the last snapshot failed, or it was older than
  // the last change of a leg whose state is unknown.
  std::chrono::milliseconds snapshot_again{1'000};
  // The longest time between two snapshots. Events can be lost without notice, so snapshots are
  // taken regularly.
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
// A line for the log that says what went wrong. It contains nothing personal: only fixed text, the
// status of an answer, and the ids of `leg`.
struct Report {
  std::string what;
  std::optional<core::LegId> leg;
};
using Action = std::variant<Send, Tell, Report>;

struct CallCounts {
  std::uint64_t legs = 0;
  std::uint64_t unknown_results = 0;  // how often the result of a leg's request was unknown
  std::uint64_t snapshots = 0;        // snapshots that were completely received and used
  std::uint64_t lost = 0;  // legs whose end was seen only in a snapshot, without an event
};

// Events, answers and snapshots can overtake each other. So `learned_` counts everything that comes
// in. A snapshot stores the count at which it was asked for. Legs and mixes store the count of
// their last change. A snapshot is not used for a leg or mix that changed after the snapshot was
// asked for. Example: a snapshot is asked for at count 7, and the answer to a leg's request comes
// at count 8. The list in the snapshot may be older than that answer. If the state of the leg is
// still unknown, another snapshot is asked for.
class Calls {
 public:
  explicit Calls(CallOptions options, Waits waits = {});

  void order(core::VoiceOrder const& order, Time now);
  // These functions take an event of Asterisk, the answer to a request of take_actions(), a change
  // of the link, and the time. As order() does, each of them may add actions, so call
  // take_actions() after it.
  void hear(Event const& event, Time now);
  void answered(RequestId id, RestAnswer const& answer, Time now);
  // `up`: the event socket is open and Asterisk knows the application. The core gets
  // LinkChanged{true} only when the first snapshot after that is complete.
  void link(bool up, Time now);
  void tick(Time now);
  // The latest time at which tick() must be called. nullopt: the link is down, and tick() need not
  // be called.
  std::optional<Time> next_deadline() const;
  std::vector<Action> take_actions();
  CallCounts counts() const;
  bool link_is_up() const { return link_reported_up_; }
  bool is_idle() const { return pending_.empty(); }  // no request waits for its answer

 private:
  struct Mix {
    enum class State : std::uint8_t { kNone, kMaking, kThere };
    State state = State::kNone;
    BridgeName name;
    std::uint64_t learned = 0;  // the value of learned_ when this mix last changed
  };
  struct Attempt {
    std::map<core::LegNumber, Leg> legs;
    std::map<core::MixNumber, Mix> mixes;
  };
  using AttemptAt = std::map<base::AttemptId, Attempt>::iterator;
  // Each request that waits for its answer is stored as one of the next four types. The type says
  // what the answer is about: a leg, a mix, a snapshot, or nothing.
  struct OfLeg {
    core::LegId leg;
  };
  struct MixRequest {
    base::AttemptId attempt;
    core::MixNumber mix{};
  };
  struct OfSnapshot {
    std::uint64_t asked_at = 0;
    bool bridges = false;
  };
  struct OfNothing {};  // the answer changes nothing
  using Pending = std::variant<OfLeg, MixRequest, OfSnapshot, OfNothing>;
  struct Snapshot {
    std::uint64_t asked_at = 0;  // the value of learned_ when the snapshot was asked for
    Listing listing;
  };

  // These are defined in calls_orders.cpp.
  void dial(core::Dial const& order, Time now);
  void hang_up(core::LegId const& id, Time now);
  void move_leg(core::LegId const& id, LegPosition wanted, Time now);
  void release_mix(base::AttemptId const& id, Time now);
  Leg* expected(core::LegId const& id);
  // These are defined in calls_events.cpp.
  void entered_stasis(core::LegId const& id, Leg& leg, Event const& event, Time now);
  void ringing(core::LegId const& id, Leg& leg);
  void leg_came_up(core::LegId const& id, Leg& leg, bool machine, Time now);
  void bridge_gone(BridgeName const& name, Time now);
  // These are defined in calls_answers.cpp.
  void answered_leg(core::LegId const& id, RestAnswer const& answer, Time now);
  void done(Leg& leg, UnderWay const& step, Time now);
  void refused(core::LegId const& id, Leg const& leg, RestAnswer const& answer, Time now);
  void failed(core::LegId const& id, Leg& leg, std::string why, Time snapshot_at);
  void doubt(core::LegId const& id, Leg& leg, Time snapshot_at);
  void give_up(core::LegId const& id, Leg& leg, std::string why, Time now);
  void answered_mix(MixRequest const& of, RestAnswer const& answer, Time now);
  // These are defined in calls_snapshot.cpp.
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
  // These are defined in calls.cpp.
  Leg* find(core::LegId const& id);
  Leg& add(core::LegId const& id, LegStage stage);
  void advance(core::LegId const& id, Leg& leg, Time now);
  void advance_all(Time now);
  bool ensure_mix(core::LegId const& id, core::MixNumber mix);
  void make_mix(base::AttemptId const& id, core::MixNumber mix, core::LegNumber made_for);
  RestRequest request_of(core::LegId const& id, Leg const& leg, UnderWay const& step) const;
  void leg_ended(core::LegId const& id, LegOutcome outcome, Time now);
  void last_of(AttemptAt at, Time now);
  bool has_ended(core::LegId const& id) const { return ended_.contains(id); }
  void send(RestRequest request, Pending pending);
  void tell(core::VoiceEvent event) { actions_.emplace_back(Tell{std::move(event)}); }
  void report(std::string what, std::optional<core::LegId> leg = std::nullopt);

  CallOptions const options_;
  Waits const waits_;
  std::map<base::AttemptId, Attempt> attempts_;
  // Legs that ended, each with the value of `learned_` at its end. If the core repeats the order to
  // dial such a leg, the phone must not ring again.
  std::map<core::LegId, std::uint64_t> ended_;
  std::deque<core::LegId> ended_by_age_;
  std::map<RequestId, Pending> pending_;
  std::uint64_t next_request_ = 1;
  std::uint64_t learned_ = 0;  // counts everything that came in (see above)
  std::vector<Action> actions_;
  bool link_up_ = false;              // snapshots may be asked for
  bool link_reported_up_ = false;     // the core got LinkChanged{true}; all requests may be sent
  std::optional<Snapshot> snapshot_;  // the snapshot whose answers are being received
  std::optional<Time> snapshot_at_;   // when the next snapshot starts
  Time sweep_at_ = Time::max();
  bool snapshot_wanted_ = false;  // the next snapshot that starts answers the core's TakeSnapshot
  // Whether the snapshot that is being received is the answer to the core's TakeSnapshot.
  bool snapshot_for_core_ = false;
  CallCounts counts_;
};

}  // namespace callbackd::voice::ari
