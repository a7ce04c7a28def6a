// The phones of a definition's agents that are outside numbers (not phones of the house): which
// kind of number each is, and whether it may be called. Pure functions but for libphonenumber's
// metadata; any thread.
#pragma once
#include <vector>

#include "core/definition/site_decoder.hpp"

namespace callbackd::edge {

// Sets phone_number and phone_class of the agents. It is called for every definition that the core
// gets: the core checks with them whether an agent's phone may be dialled.
void classify_phones(core::SiteDefinition& definition);

// Notices about phones that are long enough to be outside numbers and are written without a plus:
// they say how the phone is read.
std::vector<core::SiteProblem> phone_notices(core::SiteDefinition const& definition,
                                             core::Node const& root);

// Errors about phones of agents that the section [dialling] does not allow to call, for a
// definition that comes in. A definition in force keeps such phones, and they are not dialled.
std::vector<core::SiteProblem> phone_problems(core::SiteDefinition const& definition,
                                              core::Node const& root);

}  // namespace callbackd::edge
