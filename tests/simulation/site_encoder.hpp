// A made-up definition as an administrator would have written it, defaults left out, so that the
// decoder judges it. Pure.
#pragma once
#include "core/definition/site_definition.hpp"

namespace callbackd::simulation {

core::Node encode_site(core::SiteDefinition const& site);

}  // namespace callbackd::simulation
