// A day's description from the generic tree of its file, with every mistake named by field, rule
// and position; and whether a site definition knows its names. Pure; any thread.
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
// Where callbacks arrive every definition has to know; agents and handled queues, one of them.
core::Problems unknown_names(Day const& day, std::span<core::SitePtr const> sites);
// Whether a name of a shift means this agent.
bool means(std::string const& name, std::string const& login);

}  // namespace callbackd::forecast
