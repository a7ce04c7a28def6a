// Turns recorded history into a day that can be simulated: each arrival with what happened to it,
// laws (forecast/law.hpp) for work that was not recorded, and when agents were there. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "forecast/simulate.hpp"
#include "storage/history_store.hpp"

namespace callbackd::app {

struct RecordedDay {
  forecast::Day day;  // only its handlings
  std::vector<forecast::Arrival> arrivals;
  std::vector<forecast::Presence> presences;
};

RecordedDay recorded_day(storage::History const& history, std::string const& zone);
// The arrivals for a definition: at the routing point if the definition has it, else at the queue
// in which the callback was put.
std::vector<forecast::Arrival> arrivals_for(std::vector<forecast::Arrival> arrivals,
                                            core::SiteDefinition const& site);

}  // namespace callbackd::app
