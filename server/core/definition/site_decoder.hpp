// Turns a Node tree into a SiteDefinition, which also keeps the tree as it was written. Reports
// every mistake with its path, rule and position, not only the first. Pure; any thread. The keys
// are listed in site_keys.hpp.
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
  std::vector<SiteProblem> notices;  // allowed, but rarely meant, or not acted upon
  std::vector<SiteProblem> inert;    // those of the notices or errors that break a stricter rule
};

// kInForce: a definition that is in force already must not end a start because a newer version of
// the server has a stricter rule. The part that breaks the rule is then inert: a notice, kept and
// not acted upon. In a new definition (kNew) it is an error.
enum class DefinitionIs : std::uint8_t { kNew, kInForce };

DecodedSite decode_site(Node const& root, DefinitionIs is = DefinitionIs::kNew);

struct SiteChange {
  std::string path;    // queues.sales.max_offers
  std::string before;  // empty: added
  std::string after;   // empty: removed
};
// The keys that are written differently, then the hours and slots that a change of the company's
// zone moves although their own keys stay the same.
std::vector<SiteChange> site_changes(SiteDefinition const& before, SiteDefinition const& after);

}  // namespace callbackd::core
