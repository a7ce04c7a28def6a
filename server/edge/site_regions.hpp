// The checks of a site definition that need libphonenumber, on which the core must not depend. They
// check whether the countries in the definition exist and whether its agents' phones may be called.
// They are for definitions that are handed in (check, apply, PUT). Stored definitions are not
// checked here, because a server must always be able to start with its stored definition. Any
// thread.
#pragma once
#include <vector>

#include "core/definition/site_decoder.hpp"

namespace callbackd::edge {

// Returns the problems of company.default_region, dialling.countries and sites[].countries. A text
// that is not two capital letters is no problem here, because the core refuses it.
std::vector<core::SiteProblem> region_problems(core::Node const& root);

// Adds the problems of countries and of agents' phones to those that the core found in `root`, in
// the order of the file. If there is any error, the result has no site.
core::DecodedSite with_regions_checked(core::DecodedSite decoded, core::Node const& root);

}  // namespace callbackd::edge
