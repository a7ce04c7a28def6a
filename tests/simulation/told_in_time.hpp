// The day's judge of interaction.updated: what others than the interaction's agent do is sent at
// most once in a quarter of a second, and the last state is always sent after it. Knows steps and
// releases, not the core. One thread.
#pragma once
#include <map>

#include "core/messages/effect.hpp"
#include "simulation/report.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {

class ToldInTime {
 public:
  explicit ToldInTime(Report& report) : report_(report) {}

  void server_started() { open_.clear(); }  // what a server kept back is shown at session.open
  void stepped(Instant now, core::CommandBody const& asked, core::Effects const& effects);

 private:
  struct Open {
    Instant quiet_until = Instant::min();
    std::optional<Instant> untold_since;
  };
  Report& report_;
  std::map<base::CallbackId, Open> open_;
};

}  // namespace callbackd::simulation
