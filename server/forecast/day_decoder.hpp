// Decodes a day's description from the Node tree of its file, and reports every mistake with field,
// rule and position. Also checks its names against site definitions. Pure; any thread.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "core/definition/site_definition.hpp"
#include "core/definition/table_reader.hpp"
#include "forecast/day.hpp"

namespace callbackd::forecast {

struct DecodedDay {
  std::optional<Day> day;  // nullopt when there are errors
  core::Problems errors;
};

DecodedDay decode_day(core::Node const& root);
// The names that are not known. Sites, queues and routing points where callbacks arrive must be in
// every definition; agents and queues of handling in at least one.
core::Problems unknown_names(Day const& day, std::span<core::SitePtr const> sites);
// Whether a name of Shift::agents stands for this login.
bool shift_includes(std::string const& name, std::string const& login);

}  // namespace callbackd::forecast
