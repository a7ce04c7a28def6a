#include "simulation/step_judge.hpp"

#include <algorithm>

#include "simulation/wall_hours.hpp"

namespace callbackd::simulation {
namespace {

__extension__ typedef __int128 Wide;

core::ChosenBy word_for(core::AgentChoice choice) {
  switch (choice) {
    case core::AgentChoice::kLongestIdle:
      return core::ChosenBy::kLongestIdle;
    case core::AgentChoice::kLeastOccupied:
      return core::ChosenBy::kLeastOccupied;
    case core::AgentChoice::kHighestSkill:
      return core::ChosenBy::kHighestSkill;
    case core::AgentChoice::kRoundRobin:
      return core::ChosenBy::kRoundRobin;
  }
  return {};
}

}  // namespace

int level_of(core::Agent const& agent, std::string const& skill) {
  for (auto const& held : agent.skills) {
    if (held.skill == skill) return held.level;
  }
  return 0;
}

void StepJudge::server_started() {
  queues_in_use_.clear();
  agents_in_use_.clear();
  last_offered_.clear();
  adopted();
}

// Takes over a new definition. A queue that is not in it any more keeps its last settings until it
// is empty. Its agents are those who served it before, and those who serve every queue.
void StepJudge::adopted() {
  auto const& site = *checker_.facts.site;
  for (auto& [name, queue_in_use] : queues_in_use_) queue_in_use.in_force = false;
  for (auto const& queue : site.queues) {
    QueueInUse queue_in_use{queue, std::nullopt};
    for (auto const& table : site.hours) {
      if (table.name == queue.hours) queue_in_use.hours = table.hours.rules();
    }
    queues_in_use_[queue.name] = queue_in_use;
  }
  for (auto const& agent : site.agents) {
    auto const before = agents_in_use_[agent.login];
    AgentInUse now;
    bool const works = std::ranges::find(agent.roles, core::Role::kAgent) != agent.roles.end();
    now.everything = works && agent.queues.empty();
    if (works && !now.everything) now.queues.insert(agent.queues.begin(), agent.queues.end());
    for (auto const& [name, queue_in_use] : queues_in_use_) {
      bool const left = !queue_in_use.in_force && queue_in_use.known;
      bool const did = before.everything || before.queues.contains(name);
      if (left && did && !now.queues.empty()) now.queues.insert(name);
    }
    agents_in_use_[agent.login] = now;
  }
}

StepJudge::QueueInUse const& StepJudge::queue_in_use_of(std::string const& queue) {
  auto const [at, fresh] = queues_in_use_.try_emplace(queue);
  if (fresh) {
    at->second.known = at->second.in_force = false;
    at->second.settings.name = queue;
  }
  return at->second;
}

bool StepJudge::offerable(std::string const& queue) {
  auto const [at, fresh] = offerable_.try_emplace(queue, true);
  if (!fresh) return at->second;
  auto const& queue_in_use = queue_in_use_of(queue);
  auto const needed = queue_in_use.settings.offer_timeout + queue_in_use.settings.closing_margin;
  if (queue_in_use.hours) at->second = wall_open_for(*queue_in_use.hours, now_, needed);
  return at->second;
}

bool StepJudge::serves(Agent const& agent, std::string const& queue) {
  auto const& agent_in_use = agents_in_use_[agent.login];
  if (!queue_in_use_of(queue).known) return agent_in_use.works();
  return agent_in_use.everything || agent_in_use.queues.contains(queue);
}

std::vector<core::SkillLevel> StepJudge::asked(CallbackFacts const& it, Instant at) {
  std::vector<core::SkillLevel> skills;
  if (it.row.queue_entered_at) {
    for (auto const& step : queue_in_use_of(it.row.queue).settings.targets) {
      if (*it.row.queue_entered_at + step.after <= at) skills = step.skills;
    }
  }
  for (auto const& [skill, level] : it.row.required_skills) skills.push_back({skill, level});
  return skills;
}

std::optional<core::ExclusionReason> StepJudge::kept_away(CallbackFacts const& it,
                                                          Agent const& agent) {
  using Reason = core::ExclusionReason;
  auto const& row = it.row;
  if (row.due_at > now_ || row.expires_at <= now_) return Reason::kNotDue;
  if (!offerable(row.queue)) return Reason::kClosed;
  if (!agent.row.logged_in || !agent.connected) return Reason::kDisconnected;
  if (!agent.row.ready) return Reason::kNotReady;
  if (agent.in_hand >= static_cast<std::size_t>(agent.settings->capacity)) return Reason::kBusy;
  auto const let_go = it.exclusions.find(agent.login);
  if (let_go != it.exclusions.end() && let_go->second > now_) return Reason::kLetItGo;
  for (auto const& need : asked(it, now_)) {
    if (level_of(*agent.settings, need.skill) < need.level) return Reason::kSkill;
  }
  bool const reserved = !row.reserved_agent.empty() && row.reserved_until.value_or(now_) > now_;
  if (reserved && row.reserved_agent != agent.login) return Reason::kPreferredAgentFirst;
  return std::nullopt;
}

// Whether `a` comes before `b` for an agent who serves the queues of both. The queue's priority
// decides first, then the priority with ageing, then the longer wait, then the lower serial.
bool StepJudge::before(CallbackRow const& a, CallbackRow const& b) {
  auto const& of_a = queue_in_use_of(a.queue).settings;
  auto const& of_b = queue_in_use_of(b.queue).settings;
  if (of_a.priority != of_b.priority) return of_a.priority > of_b.priority;
  auto const effective = [&](CallbackRow const& row, core::Queue const& queue) {
    bool const ages = queue.ageing.points > 0;
    Wide const every = ages ? Wide{Duration{queue.ageing.every}.count()} : 1;
    Wide const age = ages ? Wide{(now_ - *row.queued_since).count()} * queue.ageing.points : 0;
    return std::pair(row.priority * every + age, every);
  };
  auto const [number_a, every_a] = effective(a, of_a);
  auto const [number_b, every_b] = effective(b, of_b);
  if (number_a * every_b != number_b * every_a) return number_a * every_b > number_b * every_a;
  if (*a.queued_since != *b.queued_since) return *a.queued_since < *b.queued_since;
  return a.serial < b.serial;
}

StepJudge::Agent* StepJudge::best_for(CallbackFacts const& it, core::ChosenBy& chosen_by) {
  auto const choice = queue_in_use_of(it.row.queue).settings.agent_choice;
  auto const rank = [&](Agent const& agent) -> std::int64_t {
    if (choice == core::AgentChoice::kLeastOccupied)
      return static_cast<std::int64_t>(agent.in_hand);
    if (choice == core::AgentChoice::kHighestSkill) {
      std::int64_t sum = 0;
      for (auto const& need : asked(it, now_)) sum -= level_of(*agent.settings, need.skill);
      return sum;
    }
    auto const last = last_offered_.find(agent.login);
    bool const in_turn = choice == core::AgentChoice::kRoundRobin && last != last_offered_.end();
    return in_turn ? last->second.time_since_epoch().count() : 0;
  };
  Agent* best = nullptr;
  std::size_t fit = 0;
  for (auto& agent : agents_) {
    if (!serves(agent, it.row.queue) || kept_away(it, agent)) continue;
    ++fit;
    auto const key = [&](Agent const& one) {
      return std::tuple(rank(one), one.row.idle_since, one.login);
    };
    if (best == nullptr || key(agent) < key(*best)) best = &agent;
  }
  bool const reserved =
      !it.row.reserved_agent.empty() && it.row.reserved_until.value_or(now_) > now_;
  chosen_by = reserved   ? core::ChosenBy::kPreferredAgent
              : fit == 1 ? core::ChosenBy::kOnlyCandidate
                         : word_for(choice);
  return best;
}

void StepJudge::closed(Instant now, core::RecordBatch const& records) {
  now_ = now;
  offerable_.clear();
  auto const& events = records.events;
  for (auto event_at = events.begin(); event_at != events.end(); ++event_at) {
    auto const& event = *event_at;
    if (text_in(event, "cause") != "closed") continue;
    auto const moves = [&](core::EventRow const& later) {
      return later.callback == event.callback && !text_in(later, "queue").empty();
    };
    bool const moved_on = std::any_of(std::next(event_at), events.end(), moves);
    if (moved_on) continue;  // the rows say nothing any more of the queue that it left
    auto const& row = checker_.facts.callbacks.at(event.callback).row;
    auto const& queue_in_use = queue_in_use_of(row.queue);
    auto const due =
        std::ranges::find(event.data, std::string_view{"due_at"},
                          [](auto const& field) { return std::string_view{field.key}; });
    if (offerable(row.queue) || !queue_in_use.hours || due == event.data.end()) {
      report_.violated("{}: leaves a queue that is not closed", name(event.callback));
      continue;
    }
    auto const opens = wall_next_opening(*queue_in_use.hours, now);
    if (opens && std::get<Instant>(due->value) != *opens) {
      report_.violated("{}: waits for another time than the next opening", name(event.callback));
    }
  }
}

void StepJudge::take_agents(std::set<std::string> const& connected) {
  agents_.clear();
  for (auto const& settings : checker_.facts.site->agents) {
    Agent agent{settings.login, &settings, {}, 0, connected.contains(settings.login)};
    auto const known = checker_.facts.agents.find(settings.login);
    if (known != checker_.facts.agents.end()) {
      agent.row = known->second.row;
      agent.in_hand = static_cast<std::size_t>(known->second.in_hand);
    }
    agents_.push_back(std::move(agent));
  }
}

// Returns the callbacks that waited before this step offered any of them. They are in the order in
// which they must be offered. `taken_back` are the offers of this step. Their callbacks count as
// waiting.
std::vector<CallbackFacts const*> StepJudge::queued(std::vector<Offered> const& taken_back) {
  std::vector<CallbackFacts const*> waiting;
  for (auto const& [id, it] : checker_.facts.callbacks) {
    bool const now_offered = std::ranges::any_of(
        taken_back, [&, wanted = id](auto const& one) { return one.callback == wanted; });
    if (it.row.state == CallbackState::kQueued || now_offered) waiting.push_back(&it);
  }
  std::ranges::sort(waiting, [&](auto const* a, auto const* b) { return before(a->row, b->row); });
  return waiting;
}

void StepJudge::stepped(Instant now, core::RecordBatch const& records,
                        std::set<std::string> const& connected) {
  now_ = now;
  offerable_.clear();
  take_agents(connected);
  std::vector<Offered> offered;
  for (auto const& event : records.events) {
    if (event.type != core::EventType::kOffered) continue;
    auto const& row = checker_.facts.offers.at(
        {event.callback, checker_.facts.callbacks.at(event.callback).row.offer_number});
    offered.push_back({event.callback, row.agent, row.why.chosen_by});
  }
  for (auto const& one : offered) {
    for (auto& agent : agents_) {
      if (agent.login == one.agent && agent.in_hand > 0) --agent.in_hand;
    }
  }
  auto waiting = queued(offered);
  auto next = offered.begin();
  // No agent becomes free within this loop. So one pass over the waiting callbacks is enough.
  for (auto const* it : waiting) {
    core::ChosenBy chosen_by{};
    auto* const agent = best_for(*it, chosen_by);
    if (agent == nullptr) continue;
    auto const id = name(it->row.id);
    if (next == offered.end()) {
      return report_.violated("{}: waits although {} is idle and fit", id, agent->login);
    }
    if (next->callback != it->row.id) {
      return report_.violated("{}: offered to {} before {}, which comes first and fits {}",
                              name(next->callback), next->agent, id, agent->login);
    }
    if (next->agent != agent->login || next->chosen_by != chosen_by) {
      return report_.violated("{}: offered to {} ({}) instead of {} ({})", id, next->agent,
                              core::to_text(next->chosen_by), agent->login,
                              core::to_text(chosen_by));
    }
    judge_why(*it, checker_.facts.offers.at({it->row.id, it->row.offer_number}).why);
    ++agent->in_hand;
    last_offered_[agent->login] = now;
    ++next;
  }
  if (next != offered.end()) {
    report_.violated("{}: offered to {}, who may not have it", name(next->callback), next->agent);
  }
}

}  // namespace callbackd::simulation
