// The phones of a definition's agents that are outside numbers: what kind of number each is. Pure
// but for libphonenumber's metadata; any thread.
#pragma once
#include <vector>

#include "core/definition/site_decoder.hpp"

namespace callbackd::edge {

// For the definition that the core is given: the gate wants to know.
void classify_phones(core::SiteDefinition& definition);

// What `check` says of phones that are long enough for outside numbers and written without a plus.
std::vector<core::SiteProblem> phone_notices(core::SiteDefinition const& definition,
                                             core::Node const& root);

// Phones of agents that [dialling] would not let anybody call, for a definition that comes in; one
// in force keeps them, and they are not dialled.
std::vector<core::SiteProblem> phone_problems(core::SiteDefinition const& definition,
                                              core::Node const& root);

}  // namespace callbackd::edge
