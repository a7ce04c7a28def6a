// The agents of a simulated day: when each is meant to be Ready, what each has in hand, and for how
// long. One owner. Never speaks to the core: it says what is to be told.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "forecast/agenda.hpp"
#include "forecast/fate.hpp"
#include "forecast/scenario.hpp"

namespace callbackd::forecast {

struct DeskAgent {
  std::string login;
  base::AgentId id{};
  bool logged_in = false;
  bool ready = false;
  std::uint32_t offers = 0;  // open
  std::uint32_t work = 0;    // offers and interactions
  std::uint32_t missed = 0;  // offers, ever
  std::vector<std::pair<Instant, Instant>> shifts;
  Instant counted_until{};
  AgentFate fate;

  bool wanted_ready(Instant now) const;
};

class AgentDesk {
 public:
  // Notes down when each agent comes and goes.
  AgentDesk(Scenario const& scenario, Agenda& agenda);

  std::vector<DeskAgent>& agents() { return agents_; }
  void met(DeskAgent& agent, base::AgentId id);  // the core's number for it
  DeskAgent& with(base::AgentId id) { return agents_[by_id_.at(static_cast<std::uint32_t>(id))]; }
  DeskAgent* named(std::string const& login);
  bool at_work() const;  // somebody has something in hand

  // Before anything of the agent changes.
  void count(DeskAgent& agent, Instant now);
  std::vector<AgentFate> take_fates(Instant now);

 private:
  Frame frame_;
  std::vector<DeskAgent> agents_;
  std::map<std::string, std::size_t> by_login_;
  std::map<std::uint32_t, std::size_t> by_id_;
};

}  // namespace callbackd::forecast
