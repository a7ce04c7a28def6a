// ToldInTime judges the messages interaction.updated on a simulated day. Changes that others than
// the interaction's agent make are sent at most once in a quarter of a second. The last state is
// always sent in the end. It knows the core's steps and what they release, but never looks into the
// core. One thread.
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
