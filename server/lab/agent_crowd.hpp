// All agents of a run: connects them a few at a time, watches their time-outs, counts what they
// lived through. One thread.
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
  struct Place {
    Loop& loop;
    Target const& target;
    Tally& tally;
  };
  AgentCrowd(Place const& place, CrowdOptions options);

  std::function<void()> on_offered = [] {};
  std::function<void()> on_finished = [] {};  // a callback is done, or given up

  bool is_connecting() const { return next_ < agents_.size() || connecting_ > 0; }
  bool is_waiting() const;
  void turn(SteadyTime now);
  void ask_and_never_read(std::size_t asks);
  void stop() { stopped_ = true; }  // what ends from now on does not count

  void offered(LoadAgent& agent) override;
  void done_with(LoadAgent& agent, Step step) override;
  void refused(LoadAgent& agent, Step step, std::string_view reason) override;
  void ended(LoadAgent& agent, std::string_view why) override;

 private:
  Place place_;
  std::chrono::milliseconds timeout_;
  std::vector<std::unique_ptr<LoadAgent>> agents_;
  std::size_t next_ = 0;  // to be connected
  std::size_t connecting_ = 0;
  SteadyTime checked_at_{};
  bool stopped_ = false;
};

}  // namespace callbackd::lab
