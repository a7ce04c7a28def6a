// Functions for agents' phones that are outside numbers, not phones of the house (internal phones).
// They find out what kind of number each phone is and whether the number may be called. They are
// pure, except that they read libphonenumber's metadata. Any thread.
#pragma once
#include <vector>

#include "core/definition/site_decoder.hpp"

namespace callbackd::edge {

// Sets phone_number and phone_class of each agent whose phone is an outside number. It is called
// for every definition that the core gets. The core needs both to check whether an agent's phone
// may be dialled.
void classify_phones(core::SiteDefinition& definition);

// Returns notices about phones that are written without a plus and are long enough to be outside
// numbers. A notice says how such a phone is read.
std::vector<core::SiteProblem> phone_notices(core::SiteDefinition const& definition,
                                             core::Node const& root);

// Returns errors about agents' phones that the section [dialling] does not allow to call. It is for
// a definition that is handed in. A definition in force may still have such phones, but they are
// not dialled.
std::vector<core::SiteProblem> phone_problems(core::SiteDefinition const& definition,
                                              core::Node const& root);

}  // namespace callbackd::edge
