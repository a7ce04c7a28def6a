#include "core/state/agent_groups.hpp"

#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <map>

#include "core/bench.hpp"

using namespace callbackd::core;
using namespace callbackd::core::test;
using namespace std::chrono_literals;

namespace {

constexpr int kQueues = 3;
constexpr int kSkills = 3;

// Draws a number from the whole range in every run. Without `resize`, rapidcheck would draw only
// small numbers in its first runs.
int any_of(int low, int high) {
  return *rc::gen::resize(100, rc::gen::inRange(low, high));
}

std::vector<SkillNeed> some_skills(int percent) {
  std::vector<SkillNeed> skills;
  for (int skill = 0; skill < kSkills; ++skill) {
    if (any_of(0, 100) < percent) skills.push_back({static_cast<SkillId>(skill), any_of(1, 4)});
  }
  return skills;
}

bool serves(AgentEntry const& agent, QueueId queue) {
  return agent.every_queue || std::ranges::count(agent.queues, queue) > 0;
}

// The model of the test: it looks at each need, one after the other. It returns the first need that
// the agent's skills do not fulfil, or nullptr.
SkillNeed const* lacks(AgentEntry const& agent, Needs const& needs) {
  for (auto const& need : needs) {
    if (agent.level(need.skill) < need.level) return &need;
  }
  return nullptr;
}

struct Play {
  std::deque<AgentEntry> agents;
  AgentGroups groups;
  std::vector<Callback> work{4};  // the callbacks that agents are busy with
  std::shared_ptr<Agent> settings = std::make_shared<Agent>();

  void join() {
    auto& agent = agents.emplace_back();
    agent.id = static_cast<AgentId>(agents.size() - 1);
    agent.login = "agent" + std::to_string(agents.size());
    define(agent);
  }
  // Gives the agent random queues and skills, or removes the agent from the definition. A new
  // definition may do both.
  void define(AgentEntry& agent) {
    agent.settings = any_of(0, 10) > 0 ? settings : nullptr;
    agent.every_queue = any_of(0, 2) == 0;
    agent.queues.clear();
    for (int queue = 0; !agent.every_queue && queue < kQueues; ++queue) {
      if (any_of(0, 2) == 0) agent.queues.push_back(static_cast<QueueId>(queue));
    }
    agent.skills = some_skills(60);
    groups.regroup(agent);
    groups.refresh(agent);
  }
  void change(AgentEntry& agent) {
    switch (any_of(0, 5)) {
      case 0:
        agent.logged_in = agent.connected = any_of(0, 4) > 0;
        break;
      case 1:
        agent.ready = any_of(0, 4) > 0;
        break;
      case 2:
        agent.work.assign(static_cast<std::size_t>(any_of(0, 2)), &work[0]);
        break;
      case 3:
        agent.idle_since = kStart + seconds{any_of(0, 5)};
        break;
      default:
        return define(agent);
    }
    groups.refresh(agent);
  }
  void step() {
    if (agents.empty() || any_of(0, 6) == 0) return join();
    change(agents[static_cast<std::size_t>(any_of(0, static_cast<int>(agents.size())))]);
  }

  Standings counted(auto const& wanted) const {
    Standings standings{};
    for (auto const& agent : agents) {
      if (wanted(agent)) ++standings[static_cast<std::size_t>(agent.standing())];
    }
    return standings;
  }
};

}  // namespace

TEST_CASE("agents are counted by where they stand as asking each would count them") {
  CHECK(rc::check("standings", [] {
    Play play;
    for (auto left = any_of(1, 120); left > 0; --left) {
      play.step();
      RC_ASSERT(play.groups.totals() == play.counted([](auto const&) { return true; }));
      RC_ASSERT(play.groups.workers() == play.counted([](auto const& one) { return one.works(); }));
      for (int queue = 0; queue < kQueues; ++queue) {
        auto const id = static_cast<QueueId>(queue);
        RC_ASSERT(play.groups.serving(id) ==
                  play.counted([&](auto const& one) { return serves(one, id); }));
      }
    }
  }));
}

TEST_CASE(
    "an available agent stands in a group of its like, the longest idle first of all groups") {
  CHECK(rc::check("idleness", [] {
    Play play;
    for (auto left = any_of(1, 120); left > 0; --left) play.step();
    IdleAgents idle;
    std::map<AgentGroup const*, IdleAgents> by_group;
    for (auto& agent : play.agents) {
      RC_ASSERT(agent.group->skills == agent.skills && agent.group->queues == agent.queues);
      RC_ASSERT(agent.group->every_queue == agent.every_queue);
      if (agent.available()) by_group[agent.group].insert({agent.idle_since, &agent});
    }
    IdleAgents heads;
    std::size_t with_idle = 0;
    for (auto const* group : play.groups.all()) {
      if (!group) continue;
      RC_ASSERT(group->idle == by_group[group]);
      RC_ASSERT(play.groups.available().test(group->index) == !group->idle.empty());
      if (group->idle.empty()) continue;
      heads.insert(*group->idle.begin());
      ++with_idle;
    }
    RC_ASSERT(play.groups.heads() == heads);
    RC_ASSERT(play.groups.available().count() == with_idle);
  }));
}

TEST_CASE("a class knows which groups fit it, what the others lack, and how many are available") {
  CHECK(rc::check("classes", [] {
    Play play;
    auto const needs = some_skills(70);
    NeedsClass const wanted{static_cast<QueueId>(any_of(0, kQueues)), 0, NeedsId{1}};
    auto const sort = [&](AgentGroup const& group, ClassGroups& classed) {
      auto const* const agent = &*std::ranges::find(play.agents, &group, &AgentEntry::group);
      if (!serves(*agent, wanted.queue)) return;
      if (auto const* need = lacks(*agent, needs)) {
        classed.lacking.push_back({*need, {}});
        classed.lacking.back().groups.set(group.index);
      } else {
        classed.fit.set(group.index);
      }
    };
    for (auto left = any_of(1, 120); left > 0; --left) {
      play.step();
      auto const& classed = play.groups.of_class(wanted, sort);
      std::uint32_t fit = 0;
      std::map<SkillNeed, std::uint32_t> lacking;
      for (auto const& agent : play.agents) {
        if (!agent.available() || !serves(agent, wanted.queue)) continue;
        auto const* const need = lacks(agent, needs);
        need ? ++lacking[*need] : ++fit;
      }
      RC_ASSERT(play.groups.available_in(classed.fit) == fit);
      for (auto const& [need, groups] : classed.lacking)
        lacking[need] -= play.groups.available_in(groups);
      RC_ASSERT(std::ranges::all_of(lacking, [](auto const& one) { return one.second == 0; }));
    }
  }));
}

TEST_CASE("the needs that a group lacks are worked out once and then known") {
  AgentGroup group;
  int asked = 0;
  auto const answer = [&](bool held) {
    return [&asked, held] {
      ++asked;
      return held;
    };
  };
  CHECK(group.has_skills_for(NeedsId{3}, answer(true)));
  CHECK_FALSE(group.has_skills_for(NeedsId{70}, answer(false)));
  CHECK(group.has_skills_for(NeedsId{3}, answer(false)));
  CHECK_FALSE(group.has_skills_for(NeedsId{70}, answer(true)));
  CHECK(asked == 2);
  CHECK(group.lacked().test(70));
  CHECK_FALSE(group.lacked().test(3));
  CHECK_FALSE(group.lacked().test(4));
}
