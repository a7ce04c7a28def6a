// Whether the countries that a site definition names exist, and whether its agents' phones may be
// called: what libphonenumber knows, which the core must not depend on. For definitions that come
// in (check, apply, PUT), never for stored ones: a server starts with what it was started with
// before. Any thread.
#pragma once
#include <vector>

#include "core/definition/site_decoder.hpp"

namespace callbackd::edge {

// Of company.default_region, dialling.countries and sites[].countries. Texts that are no two
// capital letters are the core's to refuse.
std::vector<core::SiteProblem> region_problems(core::Node const& root);

// The same for what the core has decoded of `root`: with its errors, in the order of the file.
core::DecodedSite with_regions_checked(core::DecodedSite decoded, core::Node const& root);

}  // namespace callbackd::edge
