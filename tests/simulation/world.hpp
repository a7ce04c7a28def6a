// World is one simulation from one seed: a cell, its servers one after the other, agents,
// customers, telephones and disasters. It runs until its time is over or a rule is broken. main.cpp
// makes one for each seed. Main thread.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "simulation/agent_client.hpp"
#include "simulation/customers.hpp"

namespace callbackd::simulation {

class World : Listener {
 public:
  World(std::uint64_t seed, bool trace);

  void run();
  Report const& report() const { return report_; }

 private:
  void heard(std::uint64_t connection, engine::AgentLinks::NotificationPtr said) override;
  void superseded(std::uint64_t connection, std::uint64_t seq) override;
  AgentClient* client_of(std::uint64_t connection);

  void start_server();
  void lose_server(Duration down);
  void bury();
  void after_action();
  void check_promptness();
  void check_calls();
  Server* reachable();

  void disaster();
  void next_disaster();
  void kill();
  void freeze();
  void thaw(std::shared_ptr<Server> const& frozen);
  void take_over();
  void drain();
  void propose();
  void finish();

  Timeline timeline_;
  Random random_;
  Report report_;
  Database database_;
  Checker checker_;
  Phones phones_;
  bool phones_are_the_servers_;
  std::shared_ptr<Server> server_;              // the newest server
  std::vector<std::shared_ptr<Server>> stale_;  // frozen servers whose cell was taken
  std::vector<std::unique_ptr<AgentClient>> agents_;
  std::vector<AgentClient*> by_connection_;
  std::unique_ptr<Customers> customers_;
  int servers_ = 0;
  bool healed_ = false;  // no disasters happen any more
  bool starting_ = false;
  std::uint64_t actions_ = 0;
  std::uint64_t calls_compared_ = 0;  // the count of changes at the last comparison
  std::uint64_t actions_before_ = 0;  // actions before this second
  Duration second_began_{0};
  std::optional<Duration> smooth_since_;  // the server has no trouble since then
};

}  // namespace callbackd::simulation
