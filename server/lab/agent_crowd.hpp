// AgentCrowd: all agents of a run of the load client. It connects them a few at a time, checks
// their time-outs, and counts in the Tally what happens to them. The Run in load.cpp owns it. The
// thread of run_load().
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lab/load_agent.hpp"
#include "lab/tally.hpp"

namespace callbackd::lab {

struct CrowdOptions {
  std::vector<std::string> tokens;  // one agent each
  std::string disposition;
  std::chrono::milliseconds timeout{0};
  Socket::Buffers buffers = Socket::Buffers::kUsual;
};

class AgentCrowd final : public AgentOwner {
 public:
  struct Environment {
    Loop& loop;
    Target const& target;
    Tally& tally;
  };
  AgentCrowd(Environment const& environment, CrowdOptions options);

  std::function<void()> on_offered = [] {};
  std::function<void()> on_finished = [] {};  // an agent is done with a callback, or gave it up

  bool is_connecting() const { return next_ < agents_.size() || connecting_ > 0; }
  bool is_waiting() const;    // whether an agent waits for an answer
  void turn(SteadyTime now);  // call it often: connects agents and checks time-outs
  void ask_and_never_read(std::size_t asks);
  void stop() { stopped_ = true; }  // connections that end from now on are not counted

  void offered(LoadAgent& agent) override;
  void done_with(LoadAgent& agent, Step step) override;
  void refused(LoadAgent& agent, Step step, std::string_view reason) override;
  void ended(LoadAgent& agent, std::string_view why) override;

 private:
  Environment environment_;
  std::chrono::milliseconds timeout_;
  std::vector<std::unique_ptr<LoadAgent>> agents_;
  std::size_t next_ = 0;  // index of the next agent to connect
  std::size_t connecting_ = 0;
  SteadyTime checked_at_{};
  bool stopped_ = false;
};

}  // namespace callbackd::lab
