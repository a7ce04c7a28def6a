#include "forecast/agent_desk.hpp"

#include <algorithm>

namespace callbackd::forecast {

bool DeskAgent::wanted_ready(Instant now) const {
  return std::any_of(shifts.begin(), shifts.end(),
                     [&](auto const& shift) { return shift.first <= now && now < shift.second; });
}

AgentDesk::AgentDesk(DayInput const& input, Agenda& agenda) : frame_(input.frame) {
  auto const& defined = input.site->agents;
  for (std::size_t i = 0; i < defined.size(); ++i) {
    auto& agent = agents_.emplace_back();
    agent.login = defined[i].login;
    agent.counted_until = frame_.begin;
    agent.fate.agent = static_cast<std::uint32_t>(i);
    agent.fate.staffed.resize(frame_.intervals());
    agent.fate.busy.resize(frame_.intervals());
    by_login_.emplace(agent.login, i);
  }
  for (auto const& presence : input.presences) {
    auto* const agent = named(presence.login);
    auto const from = std::max(presence.from, frame_.begin);
    auto const to = std::min(presence.to, frame_.end);
    if (agent == nullptr || from >= to) continue;
    agent->shifts.emplace_back(from, to);
    for (auto const at : {from, to}) {
      agenda.add(at, {Happening::Kind::kAgent, agent->fate.agent, 0, {}, {}});
    }
  }
}

void AgentDesk::logged_in_as(DeskAgent& agent, base::AgentId id) {
  agent.id = id;
  agent.logged_in = true;
  by_id_[static_cast<std::uint32_t>(id)] = static_cast<std::size_t>(&agent - agents_.data());
}

DeskAgent* AgentDesk::named(std::string const& login) {
  auto const at = by_login_.find(login);
  return at == by_login_.end() ? nullptr : &agents_[at->second];
}

bool AgentDesk::at_work() const {
  return std::any_of(agents_.begin(), agents_.end(), [](auto const& one) { return one.work > 0; });
}

void AgentDesk::count(DeskAgent& agent, Instant now) {
  bool const busy = agent.work > 0;
  bool const staffed = agent.ready || busy;
  // Work after the end of the day is not counted, because it belongs to no interval.
  auto const until = std::min(now, frame_.end);
  while (staffed && agent.counted_until < until) {
    auto const interval = frame_.interval_of(agent.counted_until);
    auto const part = std::min(until, frame_.start_of(interval + 1)) - agent.counted_until;
    agent.fate.staffed[interval] += part;
    if (busy) agent.fate.busy[interval] += part;
    agent.counted_until += part;
  }
  agent.counted_until = now;
}

std::vector<AgentFate> AgentDesk::take_fates(Instant now) {
  std::vector<AgentFate> fates;
  for (auto& agent : agents_) {
    count(agent, now);
    fates.push_back(std::move(agent.fate));
  }
  return fates;
}

}  // namespace callbackd::forecast
