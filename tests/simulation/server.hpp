// Server is one simulated server. It is the real engine with a journal, links and a gateway that
// belong to the simulation. It can be frozen, thawed, drained and killed. Everything that it sends
// goes through the Checker before it reaches a client. World makes one for each start. Main thread.
#pragma once
#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <optional>

#include "engine/engine.hpp"
#include "engine/steady_clock.hpp"
#include "simulation/faulty_journal.hpp"
#include "simulation/phones.hpp"

namespace callbackd::simulation {

// The clock of a server. Its steady time, wall time and alarms come from the timeline.
class SimulatedClock : public engine::SteadyClock {
 public:
  using ToServer = std::function<void(std::function<void()>)>;
  SimulatedClock(Timeline& timeline, ToServer to_server);
  std::unique_ptr<engine::Alarm> make_alarm(boost::asio::io_context&) const override;

 private:
  Timeline& timeline_;
  ToServer to_server_;
};

// Receives what a server sends to the clients of agents.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void heard(std::uint64_t connection, engine::AgentLinks::NotificationPtr said) = 0;
  virtual void superseded(std::uint64_t connection, std::uint64_t seq) = 0;
};

class Server : engine::AgentLinks, engine::VoiceGateway {
 public:
  struct Parts {
    Timeline& timeline;
    Random random;
    Database& database;
    Checker& checker;
    Report& report;
    Phones& phones;
    Listener& listener;
    int number;
  };
  explicit Server(Parts parts);
  ~Server() override;

  // Runs the action now. If the server is frozen, the action runs when it thaws. If the server is
  // gone by then, the action does not run.
  void later(std::function<void()> action);
  // Passes a command to the engine; `reply` is called after the checker has seen the answer.
  void submit(core::CommandBody body, engine::OnReply reply);
  void post(core::PostCallback body, std::optional<engine::IdempotencyKey> key,
            engine::OnReply reply);
  void request(engine::AgentRequest request, core::CommandBody body, engine::OnReply reply);
  void open(engine::SessionRequest request, std::function<void(engine::SessionReply)> reply);
  void lost(std::uint64_t connection, std::string const& login);
  void drain(std::function<void()> done);

  void freeze() { frozen_ = true; }
  void thaw();
  void crash();  // for a server that is killed, before it is destroyed
  // Lets the server die at its next order to the gateway. After that order nothing leaves the
  // server any more.
  void die_at_order(std::function<void()> dead) { at_order_ = std::move(dead); }
  void run();  // call it after every action: runs all that is ready, then the checks

  int number() const { return parts_.number; }
  bool frozen() const { return frozen_; }
  bool quiet() const {
    return ready_ && !ended_ && !drained_ && !frozen_ && !dead_ && journal_->idle();
  }
  bool draining() const { return draining_; }
  std::string const& ended() const { return why_; }
  bool ready() const { return ready_; }
  Instant core_time() const { return engine_->core_time(); }
  bool calm() const { return quiet() || (ready_ && !frozen_ && !journal_->stalled()); }
  FaultyJournal& journal() { return *journal_; }
  Instant clock_now() const { return clock_.now(); }
  // Compares the core's memory with the state that a restart would read back. Call it only while
  // the server is quiet.
  void compare_with_recovery();

 private:
  void notify(std::uint64_t connection, NotificationPtr notification) override;
  void supersede(std::uint64_t connection, std::uint64_t seq, base::Instant at) override;
  void start(std::function<void(core::VoiceEvent)> on_event) override;
  void order(core::VoiceOrder const& order) override;
  void stop() override {}

  Asked hand_over();
  void all_are_lost();
  void may_send(std::string_view what);
  engine::EngineOptions options();
  void heard_logout(std::string const& login, core::AnswerBody const& answer);
  void note_asked(engine::AgentRequest const& request, core::CommandBody const& body);
  engine::OnReply judged(core::CommandBody body, engine::OnReply reply);
  void check_repeat(engine::AgentRequest const& request, engine::Reply const& reply);

  Parts parts_;
  // Tells delayed actions whether this server still lives: they hold a weak_ptr to it, and the
  // destructor resets it. Declared before clock_, because clock_ is made with such a weak_ptr.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  boost::asio::io_context context_;
  SimulatedClock clock_;
  std::unique_ptr<FaultyJournal> journal_;
  std::unique_ptr<engine::Engine> engine_;
  Asked asked_;
  std::map<std::uint64_t, std::string> controllers_;  // by connection: the login in control
  int unanswered_ = 0;                  // requests from before a drain without an answer
  std::optional<Instant> still_since_;  // the core's time, while the journal is stalled
  std::uint64_t encoded_ = 0;
  bool ready_ = false;
  bool frozen_ = false;
  bool draining_ = false;  // new requests may be dropped
  bool drained_ = false;
  bool ended_ = false;
  bool dead_ = false;
  std::function<void()> at_order_;
  std::string why_;
  std::deque<std::function<void()>> deferred_;
};

}  // namespace callbackd::simulation
