// Turns a Node tree into a SiteDefinition, which keeps the tree as it was written; names every
// mistake with its path, rule and position. Pure. The names stand in site_keys.hpp.
#pragma once
#include <string>
#include <vector>

#include "core/definition/node.hpp"
#include "core/definition/site_definition.hpp"
#include "core/definition/site_problem.hpp"

namespace callbackd::core {

struct DecodedSite {
  SitePtr site;  // nullptr when there are errors
  std::vector<SiteProblem> errors;
  std::vector<SiteProblem> notices;  // accepted, but not acted upon yet by this version
  std::vector<SiteProblem> inert;    // of the notices or errors: what breaks a stricter rule
};

// What was in force before a rule existed must not end a start: what breaks such a rule is kept and
// not acted upon. For everything that comes in it is an error.
enum class DefinitionIs : std::uint8_t { kNew, kInForce };

DecodedSite decode_site(Node const& root, DefinitionIs is = DefinitionIs::kNew);

struct SiteChange {
  std::string path;    // queues.sales.max_offers
  std::string before;  // empty: added
  std::string after;   // empty: removed
};
// What was written differently, then what a change of the company's zone moves though its own lines
// stay the same.
std::vector<SiteChange> site_changes(SiteDefinition const& before, SiteDefinition const& after);

}  // namespace callbackd::core
