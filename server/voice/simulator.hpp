// Simulator is a voice gateway without a network. Simulated parties answer, are busy, do not answer
// or hang up. The number of a party decides which of these it does (scenario.hpp). ActiveServer
// owns the Simulator. It uses the executor of `context` (engine's thread), and order() must be
// called on that thread. A repeated order to dial has no effect. Simulated calls end with the
// process, so after a restart a snapshot is empty.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "engine/ports.hpp"
#include "voice/scenario.hpp"

namespace callbackd::voice {

class Simulator : public engine::VoiceGateway {
 public:
  explicit Simulator(boost::asio::io_context& context);
  ~Simulator() override;

  void start(std::function<void(core::VoiceEvent)> on_event) override;
  void order(core::VoiceOrder const& order) override;
  void stop() override;

 private:
  struct Leg {
    explicit Leg(boost::asio::io_context& context)
        : next(context), ring_out(context), longest(context) {}
    PartyScenario scenario;
    bool answered = false;
    bool released = false;
    // Three timers: for the next thing that the party does, for the ring time-out, and for the
    // longest duration of the call.
    boost::asio::steady_timer next;
    boost::asio::steady_timer ring_out;
    boost::asio::steady_timer longest;
  };

  void dial(core::Dial const& order);
  void ring(core::LegId id);
  void answer(core::LegId id);
  void end(core::LegId id, core::AttemptOutcome outcome, std::string cause);
  // Marks the legs of the attempt as released: the parties talk on, without the server.
  void release_mix(base::AttemptId attempt);
  void end_whoever_is_left(base::AttemptId attempt);
  void after(boost::asio::steady_timer& timer, milliseconds delay, std::function<void()> then);
  Leg* find(core::LegId id);

  // How many ended legs are remembered. If the core repeats the order to dial an ended leg, it must
  // not ring again.
  static constexpr std::size_t kEndedKept = 10'000;
  boost::asio::io_context& context_;
  std::function<void(core::VoiceEvent)> on_event_;
  std::map<core::LegId, std::unique_ptr<Leg>> legs_;
  std::set<core::LegId> ended_;
  std::deque<core::LegId> ended_by_age_;
};

}  // namespace callbackd::voice
