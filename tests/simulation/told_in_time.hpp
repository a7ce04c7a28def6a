// ToldInTime judges when interaction.updated is sent on a simulated day. If customers or the site
// change an interaction, its agent gets at most one such message in a quarter of a second. Changes
// meanwhile must be sent when the quarter of a second is over. ToldInTime sees the commands and
// what they release, but never looks into the core. Day owns it. Main thread.
#pragma once
#include <map>

#include "core/messages/effect.hpp"
#include "simulation/report.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {

class ToldInTime {
 public:
  explicit ToldInTime(Report& report) : report_(report) {}

  void server_started() { open_.clear(); }  // session.open shows what was kept back
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
