// Day simulates days on which the clocks change, for the core alone. It has random sites one after
// the other, agents, customers, restarts and jumps of the clock, all from one seed. Every step is
// committed immediately and judged. A Day ends when its steps are done or a rule is broken.
// main.cpp makes one for each seed. Main thread.
#pragma once
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/core.hpp"
#include "simulation/day_site.hpp"
#include "simulation/step_judge.hpp"
#include "simulation/told_in_time.hpp"

namespace callbackd::simulation {

class Day {
 public:
  Day(std::uint64_t seed, bool trace);

  void run();
  Report const& report() const { return report_; }

 private:
  struct Client {
    std::string login;
    std::optional<base::AgentId> agent;  // the agent's id in the present server
  };

  void start_server();
  void adopt();
  std::set<std::string> homeless_in(core::SiteDefinition const& next) const;
  core::AnswerBody step(core::CommandBody body);
  void commit(core::RecordBatch records, bool quiet);
  void let_pass(Duration how_long);
  Duration some_pause();
  core::SitePtr some_site();

  // The functions below are in day_deeds.cpp. They do what agents and customers do.
  void deed();
  void customer_deed();
  void post();
  void change(CallbackId id);
  void change_often(CallbackId id);
  CallbackId in_hand_or(CallbackId other) const;
  void explain(CallbackId id);
  core::TimeWindow some_window(std::string const& queue);
  void agent_deed(Client& client);
  void work(Client& client, CallbackFacts const& it);
  void open(Client& client);
  void lose(Client& client);
  CallbackFacts const* some_live_one();

  Timeline timeline_;
  Random random_;
  Report report_;
  ClockChange const& change_;
  test::MemoryCell cell_;
  Checker checker_;
  StepJudge judge_;
  ToldInTime told_in_time_;
  std::unique_ptr<core::Core> core_;
  std::vector<Client> clients_;
  Asked asked_;
  std::set<std::string> connected_;
  std::uint64_t serial_ = 0;
  std::uint64_t ids_ = 0;
};

}  // namespace callbackd::simulation
