// What a simulation has to say: as JSON, as one self-contained HTML page, as a few lines for the
// terminal. One definition, or two side by side with the difference. Pure: the same figures, the
// same bytes.
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
  std::vector<Definition> definitions;  // one or two, of the same day
};

std::string report_json(Report const& report);
std::string report_html(Report const& report);
std::string report_table(Report const& report);

// The queue's figures in another definition of the report; nullptr: it has no such queue.
QueueFigures const* same_queue(Figures const& figures, QueueFigures const& queue);
// Of each interval the wall time when it begins: 09:15; of several days with the date.
std::vector<std::string> interval_labels(Report const& report);

}  // namespace callbackd::forecast
