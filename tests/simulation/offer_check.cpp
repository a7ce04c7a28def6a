// Checks which agent is offered which callback, and how offers end. Part of Checker, which
// checker.hpp declares.
#include <algorithm>

#include "simulation/checker.hpp"

namespace callbackd::simulation {
namespace {

std::string value_in(CallbackRow const& row, std::string const& subject) {
  for (auto const& [path, value] : row.routing_values) {
    if (path == subject) return value;
  }
  return "\n";  // no value is like this
}

bool applies(core::SitePtr const& site, core::RoutingCondition const& when, CallbackRow const& row,
             Instant at) {
  auto const part_applies = [&](auto const& part) { return applies(site, part, row, at); };
  switch (when.kind) {
    case core::RoutingCondition::Kind::kAlways:
      return true;
    case core::RoutingCondition::Kind::kEquals:
      return value_in(row, when.subject) == when.value;
    case core::RoutingCondition::Kind::kPrefix:
      return value_in(row, when.subject).starts_with(when.value);
    case core::RoutingCondition::Kind::kClosed: {
      auto const* queue = queue_in(site, when.subject);
      return queue && !open_at(site, *queue, at);
    }
    case core::RoutingCondition::Kind::kOpen: {
      auto const* queue = queue_in(site, when.subject);
      return queue && open_at(site, *queue, at);
    }
    case core::RoutingCondition::Kind::kHours:
      for (auto const& table : site->hours) {
        if (table.name == when.subject) return table.hours.open_at(at);
      }
      return false;
    case core::RoutingCondition::Kind::kLanguage:
      return value_in(row, "contact.locale").substr(0, 2) == when.value;  // ours have two letters
    case core::RoutingCondition::Kind::kAll:
      return std::ranges::all_of(when.parts, part_applies);
    case core::RoutingCondition::Kind::kAny:
      return std::ranges::any_of(when.parts, part_applies);
    case core::RoutingCondition::Kind::kNot:
      return !part_applies(when.parts[0]);
    case core::RoutingCondition::Kind::kWaiting:
    case core::RoutingCondition::Kind::kEstimate:
      // A condition on load (how many wait, or how long) depends on the state in the middle of a
      // step, which only the core knows. The check does not use rules with such conditions:
      // depends_on_load() finds them.
      return false;
  }
  return false;
}

bool depends_on_load(core::RoutingCondition const& when) {
  return when.kind == core::RoutingCondition::Kind::kWaiting ||
         when.kind == core::RoutingCondition::Kind::kEstimate ||
         std::ranges::any_of(when.parts, depends_on_load);
}

bool depends_on_load(core::SitePtr const& site, std::string const& point) {
  auto const* routing_point = site->find_routing_point(point);
  return routing_point && std::ranges::any_of(routing_point->rules, [](auto const& rule) {
           return depends_on_load(rule.when);
         });
}

core::RoutingRule const* rule_for(core::SitePtr const& site, std::string const& point,
                                  CallbackRow const& row, Instant at) {
  auto const* routing_point = site->find_routing_point(point);
  if (routing_point == nullptr) return nullptr;
  for (auto const& rule : routing_point->rules) {
    if (applies(site, rule.when, row, at)) return &rule;
  }
  return nullptr;
}

}  // namespace

void Checker::created_by_rule(CallbackFacts const& it, core::EventRow const& event) {
  auto const point = std::string{text_in(event, "routing_point")};
  if (point.empty() || depends_on_load(facts.site, point)) return;
  auto const id = event.callback;
  auto const& row = it.row;
  auto const* rule = rule_for(facts.site, point, row, event.at);
  if (rule == nullptr) return report_.violated("{}: routed by no rule", name(id));
  if (row.queue != rule->queue || (rule->priority && row.priority != *rule->priority)) {
    report_.violated("{}: routed to {}, not to {}", name(id), row.queue, rule->queue);
  }
  std::set<std::pair<std::string, int>> asked;
  for (auto const& skill : rule->skills) asked.emplace(skill.skill, skill.level);
  if (asked != std::set(row.required_skills.begin(), row.required_skills.end())) {
    report_.violated("{}: asks for other skills than its rule", name(id));
  }
  auto const* agent = facts.site->find_agent(rule->preferred_agent);
  bool const waits_for = agent && serves(facts.site, *agent, row.queue);
  auto const* queue = queue_in(facts.site, row.queue);
  // `remembers`: the rule names no agent of this queue, so the queue first asks the agent who
  // talked last with this number (its setting prefer_last_agent). memory_check.cpp checks whether
  // that agent is the reserved one.
  bool const remembers = !waits_for && queue && queue->prefer_last_agent;
  if (!remembers && row.reserved_agent != (waits_for ? rule->preferred_agent : "")) {
    report_.violated("{}: reserved for {}, its rule prefers {}", name(id), row.reserved_agent,
                     rule->preferred_agent);
  }
}

void Checker::offered(CallbackFacts& it, core::EventRow const& event, Asked const& asked) {
  auto const id = event.callback;
  if (it.offer || it.interaction) report_.violated("{}: a second offer while held", name(id));
  auto const row = facts.offers.find({id, it.row.offer_number});
  if (row == facts.offers.end()) return report_.violated("{}: an offer without a row", name(id));
  OfferFacts offer;
  offer.number = it.row.offer_number;
  offer.agent = std::string{text_in(event, "agent")};
  offer.opened_at = event.at;
  offer.deadline = row->second.deadline;
  auto const in_force = facts.sites.at(row->second.definition_version);
  offer.in_force = queue_in(in_force, it.row.queue) != nullptr;
  offer.site = offer.in_force ? in_force : facts.settings_of(it.row.queue);
  auto const* queue = queue_in(offer.site, it.row.queue);
  it.offer = offer;
  open_offers_[id] = {offer.deadline - offer.opened_at, report_.now()};
  auto& agent = facts.agents[offer.agent];
  ++agent.in_hand;
  auto const* settings = in_force->find_agent(offer.agent);
  if (settings == nullptr) return report_.violated("{}: offered to nobody", name(id));
  if (agent.in_hand > settings->capacity) {
    report_.violated("{}: {} already has {} of {}", name(id), offer.agent, agent.in_hand - 1,
                     settings->capacity);
  }
  if (agent.part_in > 0) {
    report_.violated("{}: {} takes part in another's call", name(id), offer.agent);
  }
  if (it.in_call && facts.in_own_call(offer.agent)) {
    report_.violated("{}: {} talks, and is offered another call", name(id), offer.agent);
  }
  if (timed_out_agents_.contains(offer.agent) && !asked.ready.contains(offer.agent)) {
    report_.violated("{}: offered to {}, who just let one time out", name(id), offer.agent);
  }
  offered_to_ready(it, event, asked);
  if (offer.deadline != event.at + queue->offer_timeout) {
    report_.violated("{}: its offer does not last as long as the queue says", name(id));
  }
  if (!offer.in_force) return;
  offered_to_fit(it, event);
  offered_in_order(it, event);
  offered_to_longest_idle(it, event);
}

// If the queue chooses the agent who is idle for the longest time, checks that the offer went to
// this agent. Only agents who did not change in this batch are compared. An offer to a preferred
// agent is not checked here.
void Checker::offered_to_longest_idle(CallbackFacts& it, core::EventRow const& event) {
  auto const& offer = *it.offer;
  auto const* queue = queue_in(offer.site, it.row.queue);
  auto const& row = facts.offers.at({event.callback, offer.number});
  if (queue->agent_choice != core::AgentChoice::kLongestIdle || definition_changes() ||
      row.why.chosen_by == core::ChosenBy::kPreferredAgent ||
      changed_agents_.contains(offer.agent)) {
    return;
  }
  auto const idle_since = facts.agents[offer.agent].row.idle_since;
  for (auto const& other : offer.site->agents) {
    bool const comparable = other.login != offer.agent && !changed_agents_.contains(other.login) &&
                            !asked_->opened.contains(other.login) && available(other, *asked_);
    bool const talks = it.in_call && facts.in_own_call(other.login);
    if (!comparable || talks || facts.agents[other.login].row.idle_since >= idle_since) continue;
    if (unfit(offer.site, it, other, event.at).empty()) {
      report_.violated("{}: offered to {}, but {} is idle for longer", name(event.callback),
                       offer.agent, other.login);
    }
  }
}

void Checker::offered_to_fit(CallbackFacts& it, core::EventRow const& event) {
  auto const& site = it.offer->site;
  auto const why = unfit(site, it, *site->find_agent(it.offer->agent), event.at);
  if (!why.empty()) {
    report_.violated("{}: offered to {}, but: {}", name(event.callback), it.offer->agent, why);
  }
  auto const& row = facts.offers.at({event.callback, it.offer->number});
  auto const serving =
      std::count_if(site->agents.begin(), site->agents.end(),
                    [&](core::Agent const& agent) { return serves(site, agent, it.row.queue); });
  bool const drains = facts.sites.size() > 1;  // agents of a queue that left may still count
  if (!drains && row.why.candidates != static_cast<std::uint32_t>(serving)) {
    report_.violated("{}: {} candidates were told, {} serve the queue", name(event.callback),
                     row.why.candidates, serving);
  }
}

void Checker::offered_to_ready(CallbackFacts& it, core::EventRow const& event, Asked const& asked) {
  auto const& login = it.offer->agent;
  auto const& row = facts.agents[login].row;
  if ((!row.ready || !row.logged_in) && !asked.ready.contains(login)) {
    report_.violated("{}: offered to {}, who is not Ready", name(event.callback), login);
  }
  if (asked.uncertain.contains(login)) return;
  auto const lost = asked.lost_at.find(login);
  if (!asked.connected.contains(login) &&
      (lost == asked.lost_at.end() || event.at > lost->second)) {
    report_.violated("{}: offered to {}, who is not connected", name(event.callback), login);
  }
}

// Checks that no other callback should have been offered first. It does this only for a queue that
// chooses the agent who is idle for the longest time. It compares the offered callback with another
// one only in a clear case. Both were waiting already when the server last looked, and have not
// changed since. Both fitted this agent then, and the other one still does. So nothing but the
// agent was missing, and the order alone decides.
void Checker::offered_in_order(CallbackFacts& it, core::EventRow const& event) {
  auto const& site = it.offer->site;
  auto const* queue = queue_in(site, it.row.queue);
  if (definition_changes() || queue->agent_choice != core::AgentChoice::kLongestIdle) return;
  auto const& agent = *site->find_agent(it.offer->agent);
  auto const before = std::min(facts.at, event.at - Duration{1});
  if (it.changed_at > before || !unfit(site, it, agent, before).empty()) return;
  for (auto const id : live_) {
    auto const& other = facts.callbacks[id];
    if (id == event.callback || other.row.state != CallbackState::kQueued) continue;
    if (other.in_call && facts.in_own_call(agent.login)) continue;  // the agent has one phone
    if (other.changed_at > before || !unfit(site, other, agent, before).empty()) continue;
    if (!unfit(site, other, agent, event.at).empty()) continue;
    if (comes_before(site, other, it, event.at)) {
      return report_.violated("{}: offered to {} before {}, which comes first",
                              name(event.callback), agent.login, name(id));
    }
  }
}

void Checker::offer_closed(CallbackFacts& it, core::EventRow const& event) {
  auto const id = event.callback;
  if (!it.offer) return report_.violated("{}: an offer ended twice", name(id));
  auto const offer = *it.offer;
  it.offer.reset();
  open_offers_.erase(id);
  --facts.agents[offer.agent].in_hand;
  auto const& row = facts.offers.at({id, offer.number});
  auto const outcome = text_in(event, "outcome");
  if (!row.outcome || core::to_text(*row.outcome) != outcome) {
    report_.violated("{}: offer {} ended as {}, its row says otherwise", name(id), offer.number,
                     outcome);
  }
  bool const timed_out = outcome == "timed_out";
  auto const lost = asked_->lost_at.find(offer.agent);
  bool const away = lost != asked_->lost_at.end() && lost->second < event.at;
  if (timed_out && away) report_.violated("{}: {}, who was away, is blamed", name(id), offer.agent);
  if (timed_out && event.at < offer.deadline) report_.violated("{}: timed out early", name(id));
  if (outcome == "accepted" && event.at >= offer.deadline) {
    report_.violated("{}: accepted after its deadline", name(id));
  }
  auto const* queue = queue_in(offer.site, row.queue);
  if (timed_out && queue && queue->not_ready_on_timeout) timed_out_agents_.insert(offer.agent);
  if (outcome == "rejected" || timed_out || outcome == "agent_lost") {
    expect_return(it, offer, event);
  }
}

void Checker::expect_return(CallbackFacts& it, OfferFacts const& offer,
                            core::EventRow const& event) {
  auto const id = event.callback;
  auto const* queue = queue_in(offer.site, it.row.queue);
  if (queue == nullptr) return;  // the queue left, and keeps its old settings
  if (queue->exclusion.count() > 0) it.exclusions[offer.agent] = event.at + queue->exclusion;
  Return expected;
  auto const& old = it.history.back();  // the row before this event
  expected.counted = old.offers_counted + 1;
  expected.queued_since = old.queued_since;
  expected.queue = old.queue;
  auto target = queue->on_agent_lost;
  if (text_in(event, "outcome") == "rejected") target = queue->on_reject;
  if (text_in(event, "outcome") == "timed_out") target = queue->on_timeout;
  if (expected.counted >= static_cast<std::uint32_t>(queue->max_offers)) {
    expected.counted = 0;
    if (queue->on_exhausted) target = *queue->on_exhausted;
  }
  auto const& site = facts.site;
  switch (target.kind) {
    case core::ReturnTarget::Kind::kSame:
      break;
    case core::ReturnTarget::Kind::kQueue:
      if (queue_in(site, target.name)) expected.queue = target.name;
      break;
    case core::ReturnTarget::Kind::kRoutingPoint:
      if (auto const* rule = rule_for(site, target.name, it.row, event.at)) {
        expected.queue = rule->queue;
        expected.any_queue = depends_on_load(site, target.name);
        expected.any_reserved = expected.any_queue || !rule->preferred_agent.empty();
      }
      break;
    case core::ReturnTarget::Kind::kAgent: {
      auto const excluded = it.exclusions.find(target.name);
      bool const let_go = excluded != it.exclusions.end() && excluded->second > event.at;
      auto const* agent = site->find_agent(target.name);
      // If the definition does not have the queue any more, only the server remembers which agents
      // serve it. So the check accepts any reservation.
      expected.any_reserved = queue_in(site, expected.queue) == nullptr;
      if (agent && !let_go && serves(site, *agent, expected.queue)) expected.reserved = target.name;
      break;
    }
  }
  returns_[id] = expected;
}

}  // namespace callbackd::simulation
