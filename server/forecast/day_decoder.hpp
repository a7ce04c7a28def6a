// Decodes a day's description from the tree (core::Node) of its file. Reports every mistake with
// field, rule and position. Also checks the names in the description against site definitions.
// Pure; any thread.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "core/definition/site_definition.hpp"
#include "core/definition/table_reader.hpp"
#include "forecast/day.hpp"

namespace callbackd::forecast {

struct DecodedDay {
  std::optional<Day> day;  // nullopt if there are errors
  core::Problems errors;
};

DecodedDay decode_day(core::Node const& root);
// Reports names that the site definitions do not have. Every definition must have the sites, queues
// and routing points where callbacks arrive. Each agent of a shift, and each queue of `handling`,
// must be in at least one definition.
core::Problems unknown_names(Day const& day, std::span<core::SitePtr const> sites);
// Whether `name`, an element of Shift::agents, means this login.
bool shift_includes(std::string const& name, std::string const& login);

}  // namespace callbackd::forecast
