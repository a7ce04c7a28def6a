// Test support: Bench drives the class Calls. A test puts in orders, events, answers and time. It
// gets the requests to Asterisk and the voice events as short texts. In these texts the legs are
// called agent, contact and target, and the bridges (where legs hear each other) are called call
// and consultation. Each test makes its own Bench. Main thread.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "voice/ari/calls.hpp"

namespace callbackd::voice::ari {

inline const base::AttemptId kAttempt{base::CallbackId{base::Uuid{0x0192, 0x8000}}, 2};
inline const core::LegId kAgent{kAttempt, core::LegNumber::kAgent};
inline const core::LegId kContact{kAttempt, core::LegNumber::kContact};
inline const core::LegId kTarget{kAttempt, core::LegNumber{2}};

using Lines = std::vector<std::string>;

class Bench {
 public:
  explicit Bench(std::string machine_context = "");

  // Brings the link up. Asterisk answers with these lists of channels and bridges.
  void link_up(std::string const& channels = "[]", std::string const& bridges = "[]");
  void link_down() { calls.link(false, now); }

  void dial(core::LegId const& leg, bool detect_machine = false);
  void order(core::VoiceOrder const& order) { calls.order(order, now); }
  void join(core::LegId const& leg, core::MixNumber mix = core::MixNumber::kCall) {
    order(core::Join{leg, mix});
  }

  void rings(core::LegId const& leg);
  void starts(core::LegId const& leg, std::vector<std::string> args = {"leg"});
  void destroyed(core::LegId const& leg, int cause, int tech_cause = 0);
  void hears(EventKind kind, std::string id);

  // Answers the oldest open request that begins with this text. The test fails if there is no such
  // request.
  void answer(std::string const& request, unsigned status, std::string body = "");
  void no_answer(std::string const& request, bool sent = true);
  void answer_all();  // as Asterisk does when all is well, until no request is open
  void snapshot(std::string const& channels, std::string const& bridges = "[]");
  void wait(std::chrono::milliseconds time);

  // asked() returns the requests to Asterisk since the last call of asked(). told() returns the
  // voice events since the last call of told().
  Lines asked();
  Lines told();

  // up() dials the leg, and lets it ring and answer. talk() does this with the agent and the
  // contact, and puts both legs into the call's bridge.
  void up(core::LegId const& leg);
  void talk();

  Time now{std::chrono::hours(1)};
  Calls calls;

 private:
  struct Open {
    RequestId id{};
    std::string text;
  };
  void take();
  Open oldest(std::string const& request);

  std::vector<Open> open_;
  Lines asked_;
  Lines told_;
};

// channel_json() makes one entry of the answer to GET /channels. bridge_json() makes one entry of
// the answer to GET /bridges.
std::string channel_json(core::LegId const& leg, std::string const& state,
                         std::string const& app = "Stasis");
std::string bridge_json(std::string const& id, std::vector<core::LegId> const& legs);
std::string id_of(core::LegId const& leg);
std::string call_bridge();

}  // namespace callbackd::voice::ari
