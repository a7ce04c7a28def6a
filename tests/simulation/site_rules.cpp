// These functions decide which agent may have which callback, and which callback comes first. They
// repeat the rules of the specification without the core's code. facts.hpp declares them.
#include <algorithm>

#include "simulation/facts.hpp"

namespace callbackd::simulation {
namespace {

bool holds(core::Agent const& agent, std::vector<core::SkillLevel> const& needs) {
  return std::all_of(needs.begin(), needs.end(), [&](core::SkillLevel const& need) {
    return std::any_of(agent.skills.begin(), agent.skills.end(), [&](auto const& held) {
      return held.skill == need.skill && held.level >= need.level;
    });
  });
}

// Returns the priority with ageing as a fraction of two integers. It is priority + points × age /
// every.
__extension__ typedef __int128 Wide;
std::pair<Wide, Wide> effective(core::Queue const& queue, CallbackRow const& row, Instant at) {
  if (queue.ageing.points == 0) return {row.priority, 1};
  Wide const every = Duration{queue.ageing.every}.count();
  Wide const age = (at - *row.queued_since).count();
  return {Wide{row.priority} * every + Wide{queue.ageing.points} * age, every};
}

}  // namespace

calendar::OfficeHours const* hours_of(core::SitePtr const& site, core::Queue const& queue) {
  for (auto const& hours : site->hours) {
    if (hours.name == queue.hours) return &hours.hours;
  }
  return nullptr;
}

core::Queue const* queue_in(core::SitePtr const& site, std::string const& name) {
  return site->find_queue(name);
}

bool serves(core::SitePtr const&, core::Agent const& agent, std::string const& queue) {
  bool const works =
      std::find(agent.roles.begin(), agent.roles.end(), core::Role::kAgent) != agent.roles.end();
  if (!works) return false;
  return agent.queues.empty() ||
         std::find(agent.queues.begin(), agent.queues.end(), queue) != agent.queues.end();
}

bool open_at(core::SitePtr const& site, core::Queue const& queue, Instant at) {
  auto const* hours = hours_of(site, queue);
  return hours == nullptr || hours->open_at(at);
}

bool offerable_at(core::SitePtr const& site, core::Queue const& queue, Instant at) {
  auto const* hours = hours_of(site, queue);
  if (hours == nullptr) return true;
  auto const closes = hours->closes_at(at);
  if (!closes) return false;
  return *closes == base::kNever || at + queue.offer_timeout + queue.closing_margin <= *closes;
}

std::string unfit(core::SitePtr const& site, CallbackFacts const& callback,
                  core::Agent const& agent, Instant at) {
  auto const& row = callback.row;
  auto const* queue = queue_in(site, row.queue);
  if (queue == nullptr) return "the queue is gone";
  if (!serves(site, agent, row.queue)) return "does not serve the queue";
  bool const on_the_line = callback.in_call;
  if (row.due_at > at && !on_the_line) return "it is not due";
  if (row.expires_at <= at && !on_the_line) return "it has expired";
  auto const let_go = callback.exclusions.find(agent.login);
  if (let_go != callback.exclusions.end() && let_go->second > at) return "let it go";
  bool const reserved = !row.reserved_agent.empty() && row.reserved_until.value_or(at) > at;
  if (reserved && row.reserved_agent != agent.login) return "it is reserved for another";
  std::vector<core::SkillLevel> const* asked = nullptr;
  for (auto const& step : queue->targets) {
    if (row.queue_entered_at && *row.queue_entered_at + step.after <= at) asked = &step.skills;
  }
  if (asked && !holds(agent, *asked)) return "lacks a skill of the target";
  for (auto const& [skill, level] : row.required_skills) {
    if (!holds(agent, {{skill, level}})) return "lacks a required skill";
  }
  if (!on_the_line && !offerable_at(site, *queue, at)) return "the queue is closed";
  return {};
}

bool comes_before(core::SitePtr const& site, CallbackFacts const& first,
                  CallbackFacts const& second, Instant at) {
  auto const& a = first.row;
  auto const& b = second.row;
  if (first.in_call != second.in_call) return first.in_call;
  if (first.in_call && a.queued_since && b.queued_since) {
    return std::pair(*a.queued_since, a.serial) < std::pair(*b.queued_since, b.serial);
  }
  auto const* queue_a = queue_in(site, a.queue);
  auto const* queue_b = queue_in(site, b.queue);
  if (queue_a == nullptr || queue_b == nullptr || !a.queued_since || !b.queued_since) return false;
  if (queue_a->priority != queue_b->priority) return queue_a->priority > queue_b->priority;
  auto const [number_a, every_a] = effective(*queue_a, a, at);
  auto const [number_b, every_b] = effective(*queue_b, b, at);
  if (number_a * every_b != number_b * every_a) return number_a * every_b > number_b * every_a;
  if (*a.queued_since != *b.queued_since) return *a.queued_since < *b.queued_since;
  return a.serial < b.serial;
}

}  // namespace callbackd::simulation
