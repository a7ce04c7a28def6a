#include "lab/load.hpp"

#include <sys/resource.h>

#include <fstream>
#include <memory>
#include <ostream>
#include <vector>

#include "lab/agent_crowd.hpp"
#include "lab/intake.hpp"

namespace callbackd::lab {
namespace {

using namespace std::chrono_literals;

constexpr auto kTurn = 10ms;
constexpr auto kRatedTurn = 1ms;

std::vector<std::string> lines_of(std::string const& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

bool has_agents(LoadMode mode) {
  return mode != LoadMode::kAccept;
}
bool has_intake(LoadMode mode) {
  return mode == LoadMode::kAccept || mode == LoadMode::kLifecycle || mode == LoadMode::kLatency;
}

std::chrono::duration<double> seconds_of(timeval const& time) {
  return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}
std::chrono::duration<double> cpu_so_far() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

// One run: its agents, its posting connections and its counts.
class Run {
 public:
  Run(LoadOptions const& options, LoadSurroundings const& surroundings, Target target)
      : options_(options), surroundings_(surroundings), target_(std::move(target)) {}

  std::string run();
  Tally take_tally() { return std::move(tally_); }

 private:
  std::string prepare_agents();
  std::string prepare_intake();
  void turn();
  void turn_until(SteadyTime end);
  void measure();
  void drain();
  bool slow_agents_remain() const {
    return options_.mode == LoadMode::kSlow && tally_.agents_ended < tally_.agents_wanted;
  }

  LoadOptions options_;
  LoadSurroundings const& surroundings_;
  Target target_;
  Loop loop_;
  Tally tally_;
  std::unique_ptr<AgentCrowd> crowd_;
  std::unique_ptr<Intake> intake_;
};

// Does the run. First the agents connect. Then there is a warm-up, in which nothing is measured.
// Then comes the measured time, and then the drain, which waits for unfinished callbacks. Returns
// why the run failed, or an empty text.
std::string Run::run() {
  if (auto why = prepare_agents(); !why.empty()) return why;
  if (auto why = prepare_intake(); !why.empty()) return why;
  while (crowd_ && crowd_->is_connecting() && !surroundings_.stopped()) turn();
  if (crowd_ && tally_.agents_ready == 0) return "no agent became Ready";
  if (options_.mode == LoadMode::kSlow) crowd_->ask_and_never_read(options_.asks);
  if (intake_) intake_->begin();
  turn_until(steady_now() + options_.warm_up);
  measure();
  drain();
  if (!options_.ids_path.empty() && intake_) {
    std::ofstream file(options_.ids_path, std::ios::trunc);
    file << intake_->ids();
    if (!file.flush()) return "this file cannot be written: " + options_.ids_path;
  }
  return {};
}

std::string Run::prepare_agents() {
  if (!has_agents(options_.mode)) return {};
  CrowdOptions wanted;
  wanted.tokens = lines_of(options_.tokens_path);
  if (options_.agents == 0) options_.agents = wanted.tokens.size();
  if (wanted.tokens.empty() || wanted.tokens.size() < options_.agents)
    return "this file has too few tokens: " + options_.tokens_path;
  wanted.tokens.resize(options_.agents);
  wanted.disposition = options_.disposition;
  wanted.timeout = options_.timeout;
  if (options_.mode == LoadMode::kSlow) wanted.buffers = Socket::Buffers::kSmall;
  tally_.agents_wanted = options_.agents;
  crowd_ = std::make_unique<AgentCrowd>(AgentCrowd::Environment{loop_, target_, tally_},
                                        std::move(wanted));
  return {};
}

std::string Run::prepare_intake() {
  if (!has_intake(options_.mode)) return {};
  auto const keys = lines_of(options_.key_path);
  if (keys.empty()) return "this file has no key: " + options_.key_path;
  IntakeOptions wanted;
  wanted.key = keys.front();
  wanted.queue = options_.queue;
  wanted.first_number = options_.first_number;
  wanted.rate = options_.rate;
  wanted.connections = options_.connections;
  wanted.timeout = options_.timeout;
  wanted.keeps_ids = !options_.ids_path.empty();
  if (crowd_) wanted.outstanding = options_.outstanding;
  if (options_.mode == LoadMode::kLatency) wanted.connections = wanted.outstanding = 1;
  intake_ =
      std::make_unique<Intake>(Intake::Environment{loop_, target_, tally_}, std::move(wanted));
  if (!crowd_) return {};
  crowd_->on_finished = [this] { intake_->finished(); };
  if (options_.mode == LoadMode::kLatency)  // one at a time: an offer belongs to the last post
    crowd_->on_offered = [this] { tally_.took("offer", steady_now() - intake_->last_sent_at()); };
  return {};
}

void Run::turn() {
  loop_.turn(options_.rate > 0 ? kRatedTurn : kTurn);
  auto const now = steady_now();
  if (crowd_) crowd_->turn(now);
  if (intake_) intake_->turn(now);
}

void Run::turn_until(SteadyTime end) {
  while (steady_now() < end && !surroundings_.stopped()) turn();
}

void Run::measure() {
  surroundings_.progress << "measuring" << std::endl;
  auto const began_at = steady_now();
  auto const cpu_before = cpu_so_far();
  tally_.measuring = true;
  auto const end = began_at + options_.duration;
  while (steady_now() < end && !surroundings_.stopped()) {
    turn();
    if (options_.mode == LoadMode::kSlow && !slow_agents_remain()) break;
  }
  tally_.measuring = false;
  tally_.cpu = cpu_so_far() - cpu_before;
  tally_.measured = steady_now() - began_at;
  surroundings_.progress << "measured" << std::endl;
}

// Waits until the posted callbacks are finished, so that the next run begins with an idle server.
// Without agents it waits only until the posts are answered. It waits for options_.timeout at most.
void Run::drain() {
  auto const end = steady_now() + options_.timeout;
  if (intake_) {
    intake_->end();
    auto const is_left = [this] {
      return intake_->is_waiting() || (crowd_ && intake_->unfinished() > 0);
    };
    while (is_left() && steady_now() < end && !surroundings_.stopped()) turn();
    tally_.unfinished = crowd_ ? intake_->unfinished() : 0;
  }
  if (crowd_) crowd_->stop();
}

}  // namespace

LoadResult run_load(LoadOptions const& options, LoadSurroundings const& surroundings) {
  LoadResult result;
  auto target = resolve_target(options.url, result.failure);
  if (!target) return result;
  Run run(options, surroundings, std::move(*target));
  result.failure = run.run();
  result.tally = run.take_tally();
  return result;
}

}  // namespace callbackd::lab
