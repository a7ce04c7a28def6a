#include "core/state/compile_site.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace callbackd::core {
namespace {

std::vector<SkillNeed> skills_of(World& world, std::vector<SkillLevel> const& levels) {
  std::vector<SkillNeed> skills;
  for (auto const& level : levels) {
    skills.push_back({world.names.skills.intern(level.skill), level.level});
  }
  std::sort(skills.begin(), skills.end());
  return skills;
}

std::shared_ptr<calendar::OfficeHours const> hours_of(SitePtr const& site,
                                                      std::string const& name) {
  for (auto const& hours : site->hours) {
    if (hours.name == name) return {site, &hours.hours};
  }
  return nullptr;
}

// The hours in which slots are made for a queue that is always open: whole days in the company's
// zone.
std::shared_ptr<calendar::OfficeHours const> every_day(SitePtr const& site) {
  calendar::HoursRules rules;
  rules.zone = site->company.time_zone;
  for (auto& day : rules.weekly) day.push_back({std::chrono::hours{0}, std::chrono::hours{24}});
  auto hours = calendar::OfficeHours::make(std::move(rules));
  CALLBACKD_CHECK(hours.has_value());  // the decoder knows the zone
  return std::make_shared<calendar::OfficeHours const>(std::move(*hours));
}

QueueEntry& entry_of(World& world, std::string const& name) {
  auto const id = world.names.queues.intern(name);
  while (world.queues.size() <= static_cast<std::size_t>(id)) {
    world.queues.emplace_back();
    world.queues.back().id = static_cast<QueueId>(world.queues.size() - 1);
  }
  return world.queue(id);
}

void compile_queue(World& world, SitePtr const& site, Queue const& queue) {
  QueueEntry& entry = entry_of(world, queue.name);
  entry.settings = QueuePtr{site, &queue};
  entry.in_force = true;
  entry.unknown = false;
  entry.hours = hours_of(site, queue.hours);
  entry.hours_changed();
  bool const has_slots = queue.slots.minutes > 0;
  entry.slot_hours = !has_slots ? nullptr : entry.hours ? entry.hours : every_day(site);
  entry.targets.clear();
  for (auto const& target : queue.targets) {
    entry.targets.push_back({target.after, skills_of(world, target.skills)});
  }
  entry.line.set_ageing(queue.ageing);
  entry.opening_line.set_ageing(queue.ageing);
}

void compile_agent(World& world, SitePtr const& site, Agent const& agent) {
  auto& entry = world.roster.at(world.names.agents.intern(agent.login), world.names);
  // A queue that has just left the definition is still served by the agents who served it before.
  std::vector<QueueId> queues;
  for (auto const& queue : world.queues) {
    bool const left = !queue.in_force && !queue.unknown;
    if (left && world.serves(entry, queue)) queues.push_back(queue.id);
  }
  for (auto const& name : agent.queues) queues.push_back(entry_of(world, name).id);
  std::sort(queues.begin(), queues.end());
  queues.erase(std::unique(queues.begin(), queues.end()), queues.end());
  entry.settings = std::shared_ptr<Agent const>{site, &agent};
  // A user without the role agent is listed among the agents, but serves no queue.
  bool const works = has_role(agent.roles, Role::kAgent);
  entry.every_queue = works && agent.queues.empty();
  entry.queues = works && !entry.every_queue ? std::move(queues) : std::vector<QueueId>{};
  entry.skills = skills_of(world, agent.skills);
}

}  // namespace

QueueEntry& queue_named(World& world, std::string const& name) {
  QueueEntry& entry = entry_of(world, name);
  if (entry.settings) return entry;
  // No definition in this process had this queue; only restored rows name it.
  auto settings = std::make_shared<Queue>();
  settings->name = name;
  entry.settings = std::move(settings);
  entry.unknown = true;
  return entry;
}

// Puts the definition into the world. The order matters: queues are compiled before agents.
// compile_agent() must know which queues have just left the definition (in_force is false), and
// which queues the agent served before.
void compile_site(World& world, SitePtr site) {
  world.site = std::move(site);
  for (auto& queue : world.queues) queue.in_force = false;
  for (auto const& queue : world.site->queues) compile_queue(world, world.site, queue);
  for (auto& agent : world.roster.agents()) agent.settings = nullptr;
  for (auto const& agent : world.site->agents) compile_agent(world, world.site, agent);
  for (auto& agent : world.roster.agents()) world.roster.regroup(agent);
}

}  // namespace callbackd::core
