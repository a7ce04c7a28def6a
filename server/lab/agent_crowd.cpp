#include "lab/agent_crowd.hpp"

#include <algorithm>

namespace callbackd::lab {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kConnectingMost = 64;
constexpr auto kCheckAgentsEvery = 100ms;

bool is_session(Step step) {
  return step == Step::kUpgrade || step == Step::kOpen || step == Step::kReady;
}
bool is_work(Step step) {
  return step == Step::kAccept || step == Step::kDisposition || step == Step::kDone;
}

}  // namespace

AgentCrowd::AgentCrowd(Environment const& environment, CrowdOptions options)
    : environment_(environment), timeout_(options.timeout) {
  std::uint32_t seed = 1;
  for (auto& token : options.tokens) {
    LoadAgent::Environment const each{environment.loop, environment.target, *this,
                                      options.disposition, options.buffers};
    agents_.push_back(std::make_unique<LoadAgent>(each, std::move(token), seed += 2));
  }
}

bool AgentCrowd::is_waiting() const {
  return std::any_of(agents_.begin(), agents_.end(),
                     [](auto const& agent) { return agent->is_waiting(); });
}

void AgentCrowd::turn(SteadyTime now) {
  while (next_ < agents_.size() && connecting_ < kConnectingMost) {
    ++connecting_;
    agents_[next_++]->connect();
  }
  if (now - checked_at_ < kCheckAgentsEvery) return;
  checked_at_ = now;
  for (std::size_t index = 0; index < next_; ++index) {
    auto& agent = *agents_[index];
    agent.send_if_allowed(now);
    if (agent.is_waiting() && now - agent.sent_at() > timeout_) agent.give_up();
  }
}

void AgentCrowd::ask_and_never_read(std::size_t asks) {
  for (auto const& agent : agents_) {
    if (!agent->has_ended()) agent->ask_and_never_read(asks);
  }
}

void AgentCrowd::offered(LoadAgent&) {
  on_offered();
}

void AgentCrowd::done_with(LoadAgent& agent, Step step) {
  auto const took = steady_now() - agent.sent_at();
  if (is_session(step)) {
    environment_.tally.took_always(base::to_text(step), took);
  } else {
    environment_.tally.took(base::to_text(step), took);
  }
  if (step == Step::kReady) {
    --connecting_;
    ++environment_.tally.agents_ready;
  }
  if (step == Step::kDone) {
    ++environment_.tally.completed_in_all;
    if (environment_.tally.measuring) ++environment_.tally.completed;
    on_finished();
  }
}

void AgentCrowd::refused(LoadAgent&, Step step, std::string_view reason) {
  environment_.tally.failed(base::to_text(step), reason);
  // The callback counts as finished, because this agent will not go on with it.
  if (step == Step::kDisposition || step == Step::kDone) on_finished();
}

void AgentCrowd::ended(LoadAgent& agent, std::string_view why) {
  if (stopped_) return;
  environment_.tally.failed(base::to_text(agent.step()), why);
  ++environment_.tally.agents_ended;
  if (is_session(agent.step())) --connecting_;
  if (is_work(agent.step())) on_finished();
}

}  // namespace callbackd::lab
