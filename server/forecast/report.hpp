// Report is the result of a simulation. It is written as JSON, as one HTML page that needs no other
// files, or as a few lines for the terminal. It has one site definition, or two side by side with
// the difference. Pure (the same figures give the same bytes); any thread.
#pragma once
#include <string>
#include <vector>

#include "forecast/figures.hpp"

namespace callbackd::forecast {

struct Report {
  std::string date;
  std::string zone;
  std::uint64_t seed = 0;
  struct Definition {
    std::string name;
    Figures figures;
  };
  std::vector<Definition> definitions;  // one or two, simulated for the same day
};

std::string report_json(Report const& report);
std::string report_html(Report const& report);
std::string report_table(Report const& report);

// The figures of the queue with the same name in `figures`, which belong to another definition.
// nullptr: that definition has no such queue.
QueueFigures const* same_queue(Figures const& figures, QueueFigures const& queue);
// The wall time at which each interval begins, for example 09:15. If the time of the figures is
// longer than one day, the date is included.
std::vector<std::string> interval_labels(Report const& report);

}  // namespace callbackd::forecast
