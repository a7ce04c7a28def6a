#include "simulation/world.hpp"

#include "simulation/numbers.hpp"
#include "simulation/site_maker.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {
namespace {

constexpr std::uint64_t kActionsPerSecond = 5'000;
constexpr Instant kBegin = Instant{} + 478'000h;  // in July 2024

}  // namespace

World::World(std::uint64_t seed, bool trace)
    : random_(seed),
      report_(timeline_, trace),
      checker_(report_, database_.cell),
      phones_(timeline_, report_, random_.fork()),
      phones_are_the_servers_(random_.chance(50)) {
  checker_.watch(phones_);
  timeline_.set_wall(kBegin + Duration{random_.between(0, 900'000'000)});
  auto const site = make_site(random_, 1);
  checker_.facts.sites[1] = site;
  checker_.facts.site = site;
  database_.cell.site = site;
  database_.cell.classify = class_of;
  database_.cell.last_at = timeline_.wall();
  auto const agents = static_cast<std::size_t>(random_.between(2, std::ssize(kAgents)));
  by_connection_.push_back(nullptr);
  for (std::size_t at = 0; at < agents; ++at) {
    agents_.push_back(std::make_unique<AgentClient>(AgentClient::Parts{
        timeline_, random_.fork(), report_, checker_, kAgents[at], [this] { return reachable(); },
        [this, at] {
          by_connection_.push_back(agents_[at].get());
          return by_connection_.size() - 1;
        },
        phones_, agents}));
  }
  customers_ = std::make_unique<Customers>(Customers::Parts{
      timeline_, random_.fork(), report_, database_, [this] { return reachable(); },
      static_cast<int>(random_.between(400, 4'000))});
}

void World::run() {
  start_server();
  for (auto const& agent : agents_) agent->begin();
  customers_->begin();
  next_disaster();
  auto const end = Duration{random_.between(40'000'000, 260'000'000)};
  while (timeline_.now() < end && !report_.failed() && timeline_.step()) after_action();
  finish();
}

// Ends the world. Nothing goes wrong any more, and every request must be answered.
void World::finish() {
  healed_ = true;
  customers_->stop();
  if (server_) {
    server_->journal().set_weather(Weather::kFine);
    server_->die_at_order(nullptr);
  }
  auto const play = [this](Duration how_long) {
    auto const end = timeline_.now() + how_long;
    while (timeline_.now() < end && !report_.failed() && timeline_.step()) after_action();
  };
  play(20s);
  if (auto* const server = reachable()) {
    for (auto const id : customers_->acknowledged()) {
      server->submit(core::GetCallback{id}, [](auto&&) {});
    }
  }
  play(5s);
  if (!report_.failed() && !(server_ && server_->ready())) report_.violated("no server came back");
}

void World::after_action() {
  ++actions_;
  if (timeline_.now() - second_began_ >= 1s) {
    second_began_ = timeline_.now();
    actions_before_ = actions_;
  }
  if (actions_ - actions_before_ > kActionsPerSecond) report_.violated("busy for nothing");
  bury();
  if (!server_) return;
  if (server_->quiet()) {
    for (auto const& agent : agents_) agent->compare_picture();
    check_calls();
    if (actions_ % 64 == 0) server_->compare_with_recovery();
  }
  check_promptness();
}

// Compares the calls once after each change, as soon as the server knows everything that the
// gateway knows.
void World::check_calls() {
  auto const changes = phones_.changes() + database_.cell.journal_seq;
  if (!phones_.settled() || server_->draining() || changes == calls_compared_) return;
  calls_compared_ = changes;
  checker_.compare_calls();
  for (auto const& agent : agents_) {
    if (!agent->compare_calls()) calls_compared_ = 0;  // compared again a little later
  }
}

// Checks that open offers end in time. Checks the same for open questions to agents whether they
// join a call. It does this only while the server has had no trouble for three seconds.
void World::check_promptness() {
  if (!server_->calm()) return smooth_since_.reset();
  auto const now = timeline_.now();
  if (!smooth_since_) smooth_since_ = now;
  if (now - *smooth_since_ < 3s || !server_->quiet()) return;
  if (now > database_.lease_until) report_.violated("the lease of a healthy server runs out");
  for (auto const& [id, opened] : checker_.open_offers()) {
    // An offer may last an eighth and 100 ms longer than its setting, because the clock may drift
    // by a twentieth, and the core's time may lag behind the clock.
    auto const lasts = opened.lasts + opened.lasts / 8 + 100ms;
    auto const waited = now - std::max(opened.seen, *smooth_since_);
    if (waited > lasts) report_.violated("{}: its offer never ends", name(id));
  }
  for (auto const& [leg, asked] : checker_.open_asks()) {
    auto const lasts = asked.lasts + asked.lasts / 8 + 100ms;
    auto const waited = now - std::max(asked.seen, *smooth_since_);
    if (waited > lasts) report_.violated("{}: is asked for ever", text(leg));
  }
}

Server* World::reachable() {
  return server_ && server_->ready() ? server_.get() : nullptr;
}

void World::start_server() {
  starting_ = false;
  smooth_since_.reset();
  server_ = std::make_shared<Server>(Server::Parts{timeline_, random_.fork(), database_, checker_,
                                                   report_, phones_, *this, ++servers_});
  if (!healed_ && random_.chance(30)) server_->journal().set_weather(Weather::kSlow);
  if (!healed_ && random_.chance(30)) server_->journal().set_weather(Weather::kStormy);
}

void World::lose_server(Duration down) {
  for (auto const& agent : agents_) agent->cut();
  if (phones_are_the_servers_) phones_.forget_calls();
  server_.reset();
  if (std::exchange(starting_, true)) return;
  timeline_.after(down, [this] { start_server(); });
}

// Removes servers that have ended by themselves. If the newest server is among them, another server
// is started.
void World::bury() {
  std::erase_if(stale_, [](auto const& one) { return !one->ended().empty(); });
  if (!server_ || server_->ended().empty()) return;
  server_->crash();
  lose_server(Duration{random_.between(10'000, 500'000)});
}

AgentClient* World::client_of(std::uint64_t connection) {
  return connection < by_connection_.size() ? by_connection_[connection] : nullptr;
}
void World::heard(std::uint64_t connection, engine::AgentLinks::NotificationPtr said) {
  if (auto* const client = client_of(connection)) client->heard(connection, said);
}
void World::superseded(std::uint64_t connection, std::uint64_t seq) {
  if (auto* const client = client_of(connection)) client->superseded(connection, seq);
}

}  // namespace callbackd::simulation
