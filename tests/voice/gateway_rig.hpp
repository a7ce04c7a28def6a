// Test support for the tests that every gateway must pass. Rig owns one gateway, gives it orders,
// and waits for its events. Each test makes its Rigs, and uses them on the main thread; events come
// on the gateway's thread. The simulator is always tested. Asterisk is tested if the environment
// says how to reach one (tests/telephony).
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/ports.hpp"
#include "voice/asterisk.hpp"

namespace callbackd::voice::conformance {

struct Gateway {
  std::string name;
  std::function<std::unique_ptr<engine::VoiceGateway>()> make;
};

// The gateways to test. The environment says how to reach Asterisk: CALLBACKD_TEST_ARI_URL, _USER,
// _PASSWORD, _CA_FILE, _AGENT_ENDPOINT, _CONTACT_ENDPOINT, _MACHINE_CONTEXT and _MUSIC_CLASS. All
// of them except _URL have a default. The people whom Asterisk dials must do what the simulator's
// people do for the same digits. The agents' phones 1001 and 1002 must answer.
std::vector<Gateway> gateways();
bool has_asterisk();
AsteriskOptions asterisk_options();
Gateway asterisk(AsteriskOptions options = asterisk_options());
// Returns how many channels or bridges of this attempt Asterisk has. `what` is "channels" or
// "bridges". Only those that callbackd made are counted.
std::size_t asterisk_has(std::string const& what, base::AttemptId const& attempt);

base::AttemptId some_attempt();  // a new id in every call and every run
core::LegId agent_of(base::AttemptId attempt);
core::LegId contact_of(base::AttemptId attempt);

class Rig {
 public:
  explicit Rig(Gateway const& gateway);
  ~Rig();

  void order(core::VoiceOrder const& order) { gateway_->order(order); }
  void dial(core::LegId const& leg, std::string endpoint, int ring_timeout_seconds = 20,
            bool detect_machine = false);
  // Dials the leg and waits until it has answered.
  void call(core::LegId const& leg, std::string endpoint);
  void hang_up(core::LegId const& leg) { order(core::HangUp{leg}); }
  std::vector<core::LiveLeg> snapshot();

  // Returns the first event of this kind about this leg. If the event has not come yet, the
  // function waits for it for a time. nullopt: the event did not come in time.
  template <class Event>
  std::optional<Event> wait(core::LegId const& leg) {
    std::optional<Event> found;
    until([&](std::vector<core::VoiceEvent> const& events) {
      for (auto const& event : events) {
        auto const* const it = std::get_if<Event>(&event);
        if (it != nullptr && it->leg == leg) found = *it;
        if (found) return true;
      }
      return false;
    });
    return found;
  }
  bool wait_for_link(std::size_t times = 1);  // until it has come up so many times
  bool until(std::function<bool(std::vector<core::VoiceEvent> const&)> const& condition);
  std::vector<core::VoiceEvent> events() const;
  engine::VoiceGateway& gateway() { return *gateway_; }
  template <class Event>
  std::size_t count(core::LegId const& leg) const {
    std::size_t found = 0;
    for (auto const& event : events()) {
      auto const* const it = std::get_if<Event>(&event);
      if (it != nullptr && it->leg == leg) ++found;
    }
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable told_;
  std::vector<core::VoiceEvent> events_;
  std::unique_ptr<engine::VoiceGateway> gateway_;
};

}  // namespace callbackd::voice::conformance
