// AgentDesk has the agents of a simulated day. It knows when each agent should be Ready, and how
// many offers and interactions each agent has. It counts how long each was staffed (Ready or at
// work) and busy. Simulation owns it. On the thread that calls simulate(). It sends no commands to
// the core.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "forecast/agenda.hpp"
#include "forecast/day_input.hpp"
#include "forecast/fate.hpp"

namespace callbackd::forecast {

struct DeskAgent {
  std::string login;
  base::AgentId id{};
  bool logged_in = false;
  bool ready = false;
  std::uint32_t offers = 0;              // open offers
  std::uint32_t work = 0;                // open offers and interactions
  std::uint32_t not_ready_in_shift = 0;  // how often the agent became Not Ready during a shift
  std::vector<std::pair<Instant, Instant>> shifts;  // begin and end of each shift
  Instant counted_until{};  // fate.staffed and fate.busy are counted up to this instant
  AgentFate fate;

  bool wanted_ready(Instant now) const;
};

class AgentDesk {
 public:
  // Adds the begin and the end of each shift to the agenda.
  AgentDesk(DayInput const& input, Agenda& agenda);

  std::vector<DeskAgent>& agents() { return agents_; }
  // Notes that the agent is logged in and has the id `id` in the core.
  void logged_in_as(DeskAgent& agent, base::AgentId id);
  DeskAgent& agent_of(base::AgentId id) {
    return agents_[by_id_.at(static_cast<std::uint32_t>(id))];
  }
  DeskAgent* named(std::string const& login);  // nullptr: the definition has no such agent
  bool at_work() const;                        // whether any agent has an offer or an interaction

  // Adds the time since counted_until to the agent's fate. Call it before `ready` or `work`
  // changes.
  void count(DeskAgent& agent, Instant now);
  std::vector<AgentFate> take_fates(Instant now);

 private:
  Frame frame_;
  std::vector<DeskAgent> agents_;
  std::map<std::string, std::size_t> by_login_;
  std::map<std::uint32_t, std::size_t> by_id_;
};

}  // namespace callbackd::forecast
