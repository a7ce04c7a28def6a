// Benchmark of one routing decision. There are N agents, and N waiting callbacks that ask for 300
// different sets of skills. It measures two things: the matching alone (with and without the upkeep
// of its indexes), and a whole step of the core.
// Usage: routing [--benchmark_filter=REGEX]
#include <benchmark/benchmark.h>

#include <chrono>
#include <ctime>
#include <map>
#include <memory>
#include <random>

#include "core/commands/restore.hpp"
#include "core/core.hpp"
#include "core/rules/matching.hpp"

namespace {

using namespace callbackd;
using namespace callbackd::core;
using std::chrono::seconds;

constexpr std::size_t kSkills = 40;
constexpr std::size_t kClasses = 300;
constexpr std::size_t kProfiles = 200;
constexpr std::size_t kQueues = 4;
constexpr std::size_t kRareOneIn = 1'000;  // for agents and for callbacks alike
constexpr base::Instant kStart{std::chrono::sys_days{std::chrono::year{2027} / 3 / 15}};
constexpr base::Instant kLongAgo = kStart - std::chrono::hours{1};

enum class Kind : int { kUsual, kRare, kNone };

struct Shape {
  std::size_t size = 0;
  bool unique = false;
  auto operator<=>(Shape const&) const = default;
};

std::string skill_name(std::size_t skill) {
  return "skill" + std::to_string(skill);
}

// Returns six of the forty skills, each with some level. The same `number` always gives the same
// skills.
std::vector<SkillLevel> profile(std::size_t number) {
  std::mt19937_64 random{number};
  std::map<std::string, int> levels;
  while (levels.size() < 6) {
    levels[skill_name(random() % kSkills)] = static_cast<int>(random() % 8) + 2;
  }
  std::vector<SkillLevel> skills;
  for (auto const& [skill, level] : levels) skills.push_back({skill, level});
  return skills;
}

SitePtr make_site(Shape const& shape) {
  auto site = std::make_shared<SiteDefinition>();
  site->company.name = "Bench";
  Site www;
  www.name = "www";
  www.requests_per_minute = www.requests_per_number_per_hour = www.requests_per_number_per_day = 0;
  www.requests_per_prefix_per_hour = 0;
  site->sites.push_back(www);
  for (std::size_t i = 0; i < kSkills; ++i) site->skills.push_back(skill_name(i));
  site->skills.insert(site->skills.end(), {"rare", "none"});
  for (std::size_t i = 0; i < kQueues; ++i) {
    Queue queue;
    queue.name = "queue" + std::to_string(i);
    queue.exclusion = seconds{0};
    site->queues.push_back(queue);
  }
  for (std::size_t i = 0; i < shape.size; ++i) {
    Agent agent;
    agent.login = "agent" + std::to_string(i);
    agent.skills = profile(shape.unique ? i : i % kProfiles);
    // If the agents share profiles, one of these profiles has the skill `rare`. If each agent has a
    // profile of its own, one agent in a thousand has the skill.
    bool const rare = shape.unique ? i % kRareOneIn == 0 : i % kProfiles == 0;
    if (rare) agent.skills.push_back({"rare", 5});
    site->agents.push_back(agent);
  }
  // These routing rules give each callback the skills that it asks for, by its attribute `class`.
  RoutingPoint point;
  point.name = "point";
  auto const rule = [&](std::string const& value, std::vector<SkillLevel> skills) {
    auto const queue = "queue" + std::to_string(point.rules.size() % kQueues);
    RoutingRule made;
    made.when.kind = RoutingCondition::Kind::kEquals;
    made.when.subject = "attributes.class";
    made.when.value = value;
    made.queue = queue;
    made.skills = std::move(skills);
    point.rules.push_back(std::move(made));
  };
  std::mt19937_64 random{7};
  for (std::size_t i = 0; i < kClasses; ++i) {
    auto const first = random() % kSkills;
    std::vector<SkillLevel> skills{{skill_name(first), static_cast<int>(random() % 6) + 1}};
    if (random() % 4 == 0) skills.push_back({skill_name((first + 1) % kSkills), 1});
    rule(std::to_string(i), skills);
  }
  rule("rare", {{"rare", 1}});
  rule("none", {{"none", 1}});
  site->routing_points.push_back(point);
  return site;
}

std::string class_of(Kind kind, std::size_t number) {
  if (kind == Kind::kRare) return "rare";
  if (kind == Kind::kNone) return "none";
  return std::to_string(number * 7919 % kClasses);
}

base::CallbackId id_of(std::size_t number) {
  return {{1, number + 1}};
}

// Only the core's state (World), without commands. If `agents_ready` is set, its agents are Ready.
// If `callbacks_wait` is set, its callbacks wait in their queues.
struct Scene {
  World world{base::HashKey{1, 2}};
  std::vector<Callback> not_listed;  // in no queue; each looks for an agent
  base::Instant now = kStart;

  Scene(Shape const& shape, bool agents_ready, bool callbacks_wait) {
    restore_world(world, make_site(shape), {});
    std::mt19937_64 random{3};
    for (auto& agent : world.roster.agents()) {
      agent.logged_in = agent.connected = true;
      agent.ready = agents_ready;
      agent.idle_since = kLongAgo + base::Duration{random() % 1'000'000'000};
      world.roster.refresh(agent);
    }
    for (std::size_t i = 0; callbacks_wait && i < shape.size; ++i) {
      auto const kind = i % kRareOneIn == 0 ? Kind::kRare : Kind::kUsual;
      auto& callback = world.callbacks[id_of(i)];
      fill(callback, class_of(kind, i), i);
      world.list(callback);
    }
  }

  void fill(Callback& callback, std::string const& wanted, std::size_t number) {
    auto const& rules = world.site->routing_points.front().rules;
    auto const rule = std::find_if(rules.begin(), rules.end(),
                                   [&](auto const& one) { return one.when.value == wanted; });
    Needs needs;
    for (auto const& skill : rule->skills) {
      needs.push_back({world.names.skills.intern(skill.skill), skill.level});
    }
    std::sort(needs.begin(), needs.end());
    callback.id = id_of(number);
    callback.serial = base::Serial{number + 1};
    callback.state = CallbackState::kQueued;
    callback.queue = world.find_queue(rule->queue)->id;
    callback.required_skills = world.needs.intern(needs);
    callback.due_at = kLongAgo;
    callback.queued_since = callback.queue_entered_at = kLongAgo + base::Duration{number};
    callback.expires_at = base::kNever;
    callback.phone = {10'000'000'000 + number};
  }
};

Shape shape_of(benchmark::State const& state) {
  return {static_cast<std::size_t>(state.range(0)), state.range(1) == 1};
}
Kind kind_of(benchmark::State const& state) {
  return static_cast<Kind>(state.range(2));
}

// Measures how long a new callback takes to find an agent. With `upkeep`, the found agent also goes
// to the end of the order of idle agents.
template <bool upkeep>
void matching_callback(benchmark::State& state) {
  Scene scene{shape_of(state), true, false};
  constexpr std::size_t kCallbacks = 1'024;
  scene.not_listed.resize(kCallbacks);
  for (std::size_t i = 0; i < kCallbacks; ++i) {
    scene.fill(scene.not_listed[i], class_of(kind_of(state), i), i);
  }
  // The core works out some results once for each class (all callbacks that ask for the same). This
  // loop makes it do so before the measurement begins.
  for (auto const& callback : scene.not_listed) best_agent(scene.world, callback, scene.now);
  std::size_t next = 0;
  for (auto _ : state) {
    auto const choice = best_agent(scene.world, scene.not_listed[next++ % kCallbacks], scene.now);
    benchmark::DoNotOptimize(choice.agent);
    if (!upkeep || !choice.agent) continue;
    choice.agent->idle_since = scene.now += base::Duration{1};
    scene.world.roster.refresh(*choice.agent);
  }
}

// Measures how long an agent who became Ready takes to find a callback. With `upkeep`, the found
// callback also goes to the end of its waiting line.
template <bool upkeep>
void matching_agent(benchmark::State& state) {
  Scene scene{shape_of(state), false, true};
  auto& world = scene.world;
  // An agent who is not in the definition and serves every queue. The agent has the one skill
  // `rare`, or no skill at all.
  AgentEntry special;
  special.settings = std::make_shared<Agent>();
  special.every_queue = true;
  if (kind_of(state) == Kind::kRare) special.skills = {{world.names.skills.intern("rare"), 5}};
  auto& agents = world.roster.agents();
  for (auto* agent : {&special}) agent->logged_in = agent->connected = agent->ready = true;
  for (auto& agent : agents) agent.ready = true;  // the indexes are not told of it
  world.roster.regroup(special);
  std::size_t next = 0;
  for (auto _ : state) {
    bool const usual = kind_of(state) == Kind::kUsual;
    auto const& agent = usual ? agents[next++ * 7919 % agents.size()] : special;
    auto* const callback = best_callback(world, agent, scene.now);
    benchmark::DoNotOptimize(callback);
    if (!upkeep || !callback) continue;
    scene.now += base::Duration{1};
    world.reposition(*callback, [&] { callback->queued_since = scene.now; });
  }
}

double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// A whole core with N agents logged in. It is driven through its commands.
struct Whole {
  Core core{base::HashKey{1, 2}};
  std::vector<base::AgentId> agents;
  base::Instant now = kStart;
  std::uint64_t serial = 0;
  std::size_t posted = 0;

  explicit Whole(Shape const& shape) {
    core.restore(make_site(shape), {});
    run(StartUp{});
    for (std::size_t i = 0; i < shape.size; ++i) {
      auto const effects = run(OpenSession{"agent" + std::to_string(i)});
      for (auto const& release : effects.releases) {
        auto const* answer = std::get_if<Answer>(&release);
        if (answer) agents.push_back(std::get<SessionView>(answer->body).agent);
      }
    }
  }
  Effects run(CommandBody body) {
    Effects effects;
    now += base::Duration{1};
    core.step(now, {base::Serial{++serial}, RequestRef{1}, std::move(body)}, effects);
    return effects;
  }
  PostCallback post(std::string const& wanted) {
    static auto const kNobody = std::make_shared<CallbackDetails const>();
    PostCallback command;
    command.id = id_of(posted);
    command.site = "www";
    command.routing_point = "point";
    command.phone = {10'000'000'000 + posted++};
    command.routing_values = {{"attributes.class", wanted}};
    command.details = kNobody;
    return command;
  }
  // Runs one step of the core, and returns the seconds of this thread's processor time that it
  // takes.
  double timed(CommandBody body) {
    Effects effects;
    now += base::Duration{1};
    Command const command{base::Serial{++serial}, RequestRef{1}, std::move(body)};
    auto const begun = thread_seconds();
    core.step(now, command, effects);
    return thread_seconds() - begun;
  }
};

void step_callback(benchmark::State& state) {
  Whole whole{shape_of(state)};
  for (auto const agent : whole.agents) whole.run(SetAgentState{agent, true, {}});
  // The core works out some results once for each class (all callbacks that ask for the same). This
  // loop makes it do so before the measurement begins.
  for (std::size_t i = 0; i < kClasses; ++i) {
    auto command = whole.post(class_of(kind_of(state), i));
    auto const id = command.id;
    whole.run(std::move(command));
    whole.run(CancelCallback{id, {Actor::Kind::kCustomer, {}}});
  }
  std::size_t number = 0;
  for (auto _ : state) {
    auto command = whole.post(class_of(kind_of(state), number++));
    auto const id = command.id;
    state.SetIterationTime(whole.timed(std::move(command)));
    whole.run(CancelCallback{id, {Actor::Kind::kCustomer, {}}});
  }
}

void step_agent(benchmark::State& state) {
  auto const shape = shape_of(state);
  Whole whole{shape};
  for (std::size_t i = 0; i < shape.size; ++i) {
    whole.run(whole.post(class_of(i % kRareOneIn == 0 ? Kind::kRare : Kind::kUsual, i)));
  }
  std::size_t number = 0;
  for (auto _ : state) {
    auto const agent = whole.agents[number++ * 7919 % shape.size];
    state.SetIterationTime(whole.timed(SetAgentState{agent, true, {}}));
    whole.run(SetAgentState{agent, false, {}});
  }
}

void sizes(benchmark::internal::Benchmark* bench, std::vector<Kind> const& kinds) {
  bench->ArgNames({"n", "unique", "kind"});
  for (auto const kind : kinds) {
    for (auto const unique : {0, 1}) {
      for (auto const size : {100, 10'000, 100'000}) {
        bench->Args({size, unique, static_cast<int>(kind)});
      }
    }
  }
}
void every_kind(benchmark::internal::Benchmark* bench) {
  sizes(bench, {Kind::kUsual, Kind::kRare, Kind::kNone});
}
void whole_steps(benchmark::internal::Benchmark* bench) {
  sizes(bench, {Kind::kUsual});
  bench->UseManualTime()->Iterations(2'000);
}

BENCHMARK(matching_callback<false>)->Name("callback")->Apply(every_kind);
BENCHMARK(matching_agent<false>)->Name("agent")->Apply(every_kind);
BENCHMARK(matching_callback<true>)->Name("callback_upkeep")->Apply(every_kind);
BENCHMARK(matching_agent<true>)->Name("agent_upkeep")->Apply(every_kind);
BENCHMARK(step_callback)->Apply(whole_steps);
BENCHMARK(step_agent)->Apply(whole_steps);

}  // namespace

BENCHMARK_MAIN();
