// Turns a Node tree into a SiteDefinition, which also keeps the tree as it was written. Reports
// every mistake with its path, rule and position, not only the first mistake. The keys are listed
// in site_keys.hpp. Pure; any thread.
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

// kNew: the definition is new. A part that breaks a rule is an error. kInForce: the definition is
// in force already. An older version of the server took it, so it may break rules that are stricter
// in this version. The server must start nevertheless. So a part that breaks only a stricter rule
// is inert: it gives a notice, is kept, and is not acted upon.
enum class DefinitionIs : std::uint8_t { kNew, kInForce };

DecodedSite decode_site(Node const& root, DefinitionIs is = DefinitionIs::kNew);

struct SiteChange {
  std::string path;    // queues.sales.max_offers
  std::string before;  // empty: added
  std::string after;   // empty: removed
};
// All changes between two definitions. First come the keys that are written differently. Then come
// the hours and slots that a new time zone of the company moves, although their own keys stay the
// same.
std::vector<SiteChange> site_changes(SiteDefinition const& before, SiteDefinition const& after);

}  // namespace callbackd::core
