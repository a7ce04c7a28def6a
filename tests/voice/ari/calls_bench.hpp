// Bench drives Calls in a test: orders, events, answers and time in; requests and voice events out,
// as short text. Legs are named agent, contact, target; bridges call and consultation.
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

  // Makes the link come up with what Asterisk has.
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

  // Answers the oldest request that begins with this text; the test ends if there is none.
  void answer(std::string const& request, unsigned status, std::string body = "");
  void no_answer(std::string const& request, bool sent = true);
  void answer_all();  // each as Asterisk does when all is well, until nothing is asked
  void snapshot(std::string const& channels, std::string const& bridges = "[]");
  void wait(std::chrono::milliseconds time);

  // The requests, or the voice events, since the last look.
  Lines asked();
  Lines told();

  // Makes the leg dialled, ringing and up; or two of them, in the call.
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

// An entry of GET /channels, and one of GET /bridges.
std::string channel_json(core::LegId const& leg, std::string const& state,
                         std::string const& app = "Stasis");
std::string bridge_json(std::string const& id, std::vector<core::LegId> const& legs);
std::string id_of(core::LegId const& leg);
std::string call_bridge();

}  // namespace callbackd::voice::ari
