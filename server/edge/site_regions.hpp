// The checks of a site definition that need libphonenumber, on which the core must not depend:
// whether the countries it names exist, and whether its agents' phones may be called. They are for
// definitions that come in (check, apply, PUT), never for stored ones: a server must always start
// with the definition that it had. Any thread.
#pragma once
#include <vector>

#include "core/definition/site_decoder.hpp"

namespace callbackd::edge {

// Problems of company.default_region, dialling.countries and sites[].countries. A text that is not
// two capital letters is refused by the core.
std::vector<core::SiteProblem> region_problems(core::Node const& root);

// Adds these problems, and those of agents' phones, to what the core has decoded from `root`, in
// the order of the file. With any error, there is no site in the result.
core::DecodedSite with_regions_checked(core::DecodedSite decoded, core::Node const& root);

}  // namespace callbackd::edge
