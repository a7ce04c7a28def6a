// Phones is the telephone network behind a gateway: people whose phones ring, who answer, are busy
// and hang up. It also knows what each of them hears. It lives on when a server dies. If the
// gateway dies together with the server, it forgets its calls. It carries out orders and reports
// events, but decides nothing. World owns it. Main thread.
#pragma once
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "core/messages/voice_order.hpp"
#include "simulation/random.hpp"
#include "simulation/report.hpp"

namespace callbackd::simulation {

// The sound that a person on a leg hears.
enum class Ear : std::uint8_t { kAlone, kRinging, kMusic, kMix };

struct PhoneLeg {
  bool up = false;
  bool told_up = false;   // the server was told, or has had a snapshot since
  bool hanging = false;   // a hang-up was ordered
  bool released = false;  // the server no longer owns it
  Ear ear = Ear::kAlone;
  core::MixNumber mix{};  // if `ear` is kMix

  bool ours() const { return !hanging && !released; }
};

class Phones {
 public:
  Phones(Timeline& timeline, Report& report, Random random)
      : timeline_(timeline), report_(report), random_(random) {}

  // Names the function that gets the events from now on. It belongs to the newest server.
  void attach(std::function<void(core::VoiceEvent)> on_event);
  void order(core::VoiceOrder const& order);
  void link(bool up);
  void forget_calls();   // the gateway went down together with its server
  void lose_somebody();  // ends a leg for no reason

  // The true state of all legs. Only the judge uses it.
  std::map<core::LegId, PhoneLeg> const& legs() const { return legs_; }
  PhoneLeg const* find(core::LegId const& leg) const;
  bool was_up(core::LegId const& leg) const { return were_up_.contains(leg); }
  // Whether the link is up, the server has asked for a snapshot since then, and every snapshot has
  // been sent. If so, the server knows everything as soon as it has received the messages that are
  // on their way.
  bool settled() const { return linked_ && snapshots_due_ == 0 && asked_once_; }
  std::uint64_t changes() const { return changes_; }

 private:
  void carry_out(core::VoiceOrder const& order);
  void move(core::LegId leg, char const* what, Ear ear, core::MixNumber mix = {});
  void dial(core::Dial const& order);
  void answer(core::LegId leg, bool agent, bool machine);
  void press_hold_key(core::LegId leg);
  void hang_up(core::LegId leg);
  void release_mix(base::AttemptId attempt);
  void take_snapshot();
  void in(std::int64_t low_ms, std::int64_t high_ms, std::function<void()> action);
  void tell(core::VoiceEvent event);
  void end(core::LegId leg, core::AttemptOutcome outcome);

  Timeline& timeline_;
  Report& report_;
  Random random_;
  bool linked_ = true;
  bool asked_once_ = false;  // the present server asked for a snapshot
  int snapshots_due_ = 0;    // snapshots that were asked for and not sent yet
  std::uint64_t server_ = 0;
  std::uint64_t changes_ = 0;
  std::function<void(core::VoiceEvent)> on_event_;
  std::map<core::LegId, PhoneLeg> legs_;
  std::set<core::LegId> were_up_;
  std::vector<core::VoiceOrder> held_;  // orders given while the link was down
};

}  // namespace callbackd::simulation
