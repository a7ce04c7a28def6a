// The telephone network: parties that ring, answer, are busy, hang up; it lives on when a server
// dies, unless it was the server's own. One thread. Checks that nothing is dialled out of order.
#pragma once
#include <functional>
#include <map>

#include "core/voice_order.hpp"
#include "simulation/random.hpp"
#include "simulation/report.hpp"

namespace callbackd::simulation {

class Phones {
 public:
  Phones(Timeline& timeline, Report& report, Random random)
      : timeline_(timeline), report_(report), random_(random) {}

  // Where events go from now on: the newest server.
  void attach(std::function<void(core::VoiceEvent)> on_event);
  void order(core::VoiceOrder const& order);
  void link(bool up);
  void forget_calls() { legs_.clear(); }  // the gateway went down with its server

 private:
  struct Leg {
    bool up = false;
  };
  void dial(core::Dial const& order);
  void in(std::int64_t low_ms, std::int64_t high_ms, std::function<void()> action);
  void tell(core::VoiceEvent event);
  void end(core::LegId leg, core::AttemptOutcome outcome);

  Timeline& timeline_;
  Report& report_;
  Random random_;
  bool linked_ = true;
  std::function<void(core::VoiceEvent)> on_event_;
  std::map<core::LegId, Leg> legs_;
  std::map<base::AttemptId, bool> agent_was_up_;
};

}  // namespace callbackd::simulation
