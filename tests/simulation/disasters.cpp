// What goes wrong with the servers: crashes, freezes and take-overs. Part of World, which world.hpp
// declares.
#include "simulation/site_maker.hpp"
#include "simulation/world.hpp"

namespace callbackd::simulation {

void World::next_disaster() {
  timeline_.after(Duration{random_.between(500'000, 14'000'000)}, [this] {
    if (healed_) return;
    disaster();
    next_disaster();
  });
}

void World::disaster() {
  auto const dice = random_.below(100);
  if (dice < 15) {
    auto const by = random_.between(-90, 90);
    report_.say("the wall clock jumps by {} s", by);
    return timeline_.jump_wall(std::chrono::seconds{by});
  }
  if (!server_ || server_->frozen()) return;
  if (dice < 25) return kill();
  if (dice < 35) {  // in the middle of what the server does for a call
    return server_->die_at_order([this, dying = std::weak_ptr(server_)] {
      if (!dying.expired() && dying.lock() == server_) kill();
    });
  }
  if (dice < 52) return freeze();
  if (dice < 58) return take_over();
  if (dice < 65) return drain();
  if (dice < 78) return propose();
  if (dice < 88) {
    constexpr Weather kAll[] = {Weather::kFine, Weather::kSlow, Weather::kStormy};
    return server_->journal().set_weather(random_.pick(kAll));
  }
  if (dice < 91) return phones_.lose_somebody();
  if (dice < 95) phones_.forget_calls();
  phones_.link(false);
  timeline_.after(Duration{random_.between(10'000, 3'000'000)}, [this] { phones_.link(true); });
}

void World::kill() {
  server_->crash();
  lose_server(Duration{random_.between(1'000, 2'000'000)});
}

// Freezes the server for a short or a long time. In a long freeze the lease can run out. Then
// another server mostly takes over.
void World::freeze() {
  bool const long_one = random_.chance(50);
  Duration const how_long{long_one ? random_.between(3'000'000, 9'000'000)
                                   : random_.between(10'000, 2'500'000)};
  report_.say("server {} freezes", server_->number());
  server_->freeze();
  timeline_.after(how_long, [this, frozen = server_] { thaw(frozen); });
  if (!long_one || !random_.chance(80)) return;
  // Plays a standby server that takes over when the lease of the frozen server has run out.
  auto const until = database_.lease_until - timeline_.now() + Duration{1};
  timeline_.after(std::max(until, Duration{1}), [this, frozen = server_] {
    bool const due = server_ == frozen && frozen->frozen();
    if (!due || timeline_.now() < database_.lease_until) return;
    for (auto const& agent : agents_) agent->cut();
    stale_.push_back(server_);
    start_server();
  });
}

void World::thaw(std::shared_ptr<Server> const& frozen) {
  if (frozen->frozen()) frozen->thaw();
}

// Starts another server if the present one has not reached the database for longer than its lease.
// This plays a standby server that takes over.
void World::take_over() {
  if (timeline_.now() < database_.lease_until || starting_) return;
  report_.say("another server takes over");
  for (auto const& agent : agents_) agent->cut();
  stale_.push_back(server_);
  start_server();
}

void World::drain() {
  server_->drain([this, drained = std::weak_ptr(server_)] {
    timeline_.after(Duration{1}, [this, drained] {
      auto const still = drained.lock();
      if (!still || still != server_) return;
      server_->crash();
      lose_server(Duration{random_.between(1'000, 300'000)});
    });
  });
}

void World::propose() {
  auto const version = static_cast<std::int64_t>(checker_.facts.sites.size()) + 1;
  report_.say("definition {} is proposed", version);
  checker_.facts.sites[version] = make_site(random_, version);
  database_.cell.proposed.push_back(version);
}

}  // namespace callbackd::simulation
