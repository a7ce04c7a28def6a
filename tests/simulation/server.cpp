#include "simulation/server.hpp"

#include "core/messages/left_out.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {
namespace {

class SimulatedAlarm : public engine::Alarm {
 public:
  SimulatedAlarm(Timeline& timeline, SimulatedClock::ToServer to_server)
      : timeline_(timeline), to_server_(std::move(to_server)) {}

  void ring_after(std::chrono::steady_clock::duration wait, std::function<void()> ring) override {
    auto const mine = ++*set_;
    auto const delay = std::chrono::duration_cast<Duration>(wait);
    timeline_.after(delay, [mine, set = std::weak_ptr(set_), to_server = to_server_,
                            ring = std::move(ring)]() mutable {
      auto const held = set.lock();
      if (!held || *held != mine) return;
      to_server([mine, set, ring = std::move(ring)] {
        if (auto const still = set.lock(); still && *still == mine) ring();
      });
    });
  }
  void cancel() override { ++*set_; }

 private:
  Timeline& timeline_;
  SimulatedClock::ToServer to_server_;
  std::shared_ptr<std::uint64_t> set_ = std::make_shared<std::uint64_t>(0);
};

}  // namespace

SimulatedClock::SimulatedClock(Timeline& timeline, ToServer to_server)
    : SteadyClock(Sources{[&timeline] { return timeline.steady(); },
                          [&timeline] { return timeline.wall(); }}),
      timeline_(timeline),
      to_server_(std::move(to_server)) {}

std::unique_ptr<engine::Alarm> SimulatedClock::make_alarm(boost::asio::io_context&) const {
  return std::make_unique<SimulatedAlarm>(timeline_, to_server_);
}

Server::Server(Parts parts)
    : parts_(std::move(parts)),
      clock_(parts_.timeline, [this, alive = std::weak_ptr(alive_)](std::function<void()> action) {
        if (alive.lock()) later(std::move(action));
      }) {
  auto const to_server = [this](std::function<void()> action) { later(std::move(action)); };
  journal_ = std::make_unique<FaultyJournal>(
      FaultyJournal::Parts{parts_.timeline, parts_.random.fork(), parts_.database, parts_.checker,
                           parts_.report, [this] { return hand_over(); }, to_server});
  asked_.started = true;
  all_are_lost();
  auto recovered = parts_.database.cell.load();
  for (auto const& [callback, why] : core::contradictions(recovered.state)) {
    parts_.report.violated("{}: its rows would be left out: {}", name(callback), why);
  }
  engine::VoiceGateway& voice = *this;
  engine::AgentLinks& links = *this;
  engine_ = std::make_unique<engine::Engine>(context_, *journal_, voice, clock_, links,
                                             std::move(recovered), options());
  parts_.report.say("server {} starts", parts_.number);
  engine_->start([this] {
    ready_ = true;
    parts_.report.say("server {} is ready", parts_.number);
  });
  run();
}

// Notes that all connections are lost, because the server was restarted. They count as lost at the
// instant of the new server's first step.
void Server::all_are_lost() {
  auto const at = std::max(parts_.database.cell.last_at, clock_.now());
  for (auto const& [login, agent] : parts_.checker.facts.agents) {
    if (agent.row.logged_in || agent.in_hand > 0) asked_.lost_at[login] = at;
  }
}

Server::~Server() {
  *alive_ = false;
  alive_.reset();
  engine_.reset();
}

engine::EngineOptions Server::options() {
  engine::EngineOptions options{// another key for each server: nothing may depend on it
                                base::HashKey{static_cast<std::uint64_t>(parts_.number), 1}};
  options.instance = "s" + std::to_string(parts_.number);
  options.encode_answer = [this](core::AnswerBody const& body, engine::DetailsMap const&) {
    return std::pair(fmt::format("{}/{} {}", parts_.number, ++encoded_, text(body)),
                     std::holds_alternative<core::Refusal>(body));
  };
  options.load_definition = [this](std::int64_t version, auto done) {
    if (parts_.random.chance(20)) return done({});  // it cannot be read just now
    auto const site = parts_.checker.facts.sites.at(version);
    parts_.timeline.after(2ms, [this, alive = std::weak_ptr(alive_), site, done] {
      if (alive.lock()) later([site, done] { done({site, {}, {}}); });
    });
  };
  options.on_fatal = [this](std::string why) {
    parts_.report.say("server {} ends: {}", parts_.number, why);
    why_ = std::move(why);
    ended_ = true;
  };
  return options;
}

void Server::later(std::function<void()> action) {
  if (ended_ || dead_) return;
  if (frozen_) return deferred_.push_back(std::move(action));
  action();
  run();
}

void Server::thaw() {
  frozen_ = false;
  parts_.report.say("server {} thaws", parts_.number);
  run();
  while (!deferred_.empty() && !ended_) {
    auto action = std::move(deferred_.front());
    deferred_.pop_front();
    action();
    run();
  }
}

void Server::crash() {
  parts_.report.say("server {} is killed", parts_.number);
  journal_->crash();
}

// Lets the engine do everything that is ready. It runs after every request. So the requests are
// noted in the same order in which the core handles them.
void Server::run() {
  if (frozen_) return;
  context_.restart();
  context_.poll();
  if (ended_) return;
  auto const now = engine_->core_time();
  if (still_since_ && journal_->stalled() && now != *still_since_) {
    parts_.report.violated("the core's time goes on while nothing can be committed");
  }
  still_since_ = journal_->stalled() ? std::optional{now} : std::nullopt;
  engine_->core().sweep(engine_->core_time());
  if (quiet() && unanswered_ > 0) parts_.report.violated("{} requests got no answer", unanswered_);
}

void Server::compare_with_recovery() {
  core::Core again{base::HashKey{7, 7}};
  auto const recovered = parts_.database.cell.load();
  again.restore(recovered.site, recovered.state);
  auto const now = engine_->core_time();
  if (again.render(now) != engine_->core().render(now)) {
    parts_.report.violated("memory is not what a restart would read back:\n{}\n---\n{}",
                           engine_->core().render(now), again.render(now));
  }
}

Asked Server::hand_over() {
  auto asked = asked_;
  asked_.ready.clear();
  asked_.not_ready.clear();
  asked_.opened.clear();
  asked_.logged_out.clear();
  asked_.started = false;
  return asked;
}

// Checks that the server may send a message. It may not if another server has taken its cell, or if
// its lease has run out.
void Server::may_send(std::string_view what) {
  if (!journal_->holds_cell()) {
    parts_.report.violated("{} told by server {}, which was superseded", what, parts_.number);
  }
  if (parts_.timeline.now() - journal_->last_sent() >= journal_->lease()) {
    parts_.report.violated("{} told without the lease", what);
  }
}

}  // namespace callbackd::simulation
