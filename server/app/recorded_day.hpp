// Turns recorded history into a day that can be simulated. The day has the arrivals of callbacks,
// what happened to each callback, and the times when agents were there. For work that was not
// recorded it has laws, which are random distributions of times (forecast/law.hpp). Pure; any
// thread.
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
// Returns the arrivals for use with a definition. A callback arrives at its routing point if the
// definition has that routing point. Otherwise it arrives at the queue in which it was put.
std::vector<forecast::Arrival> arrivals_for(std::vector<forecast::Arrival> arrivals,
                                            core::SiteDefinition const& site);

}  // namespace callbackd::app
