// Turns a Node tree into a SiteDefinition and back; names every mistake with its path, rule and
// position. Pure. The only place that knows the names of site.toml.
#pragma once
#include <string>
#include <vector>

#include "core/node.hpp"
#include "core/site_definition.hpp"

namespace callbackd::core {

struct SiteProblem {
  std::string field;    // queues[0].hours, company.colour
  std::string rule;     // unknown_key, required, type, range, unknown_name, duplicate_name, format,
                        // not_available …
  std::string message;  // one sentence for a person
  Position position;
};

struct DecodedSite {
  SitePtr site;  // nullptr when there are errors
  std::vector<SiteProblem> errors;
  std::vector<SiteProblem> notices;  // accepted, but not acted upon yet by this version
};

DecodedSite decode_site(Node const& root);
// The canonical tree: defaults left out, in the order of the example file. decode(encode(x)) == x.
Node encode_site(SiteDefinition const& site);

struct SiteChange {
  std::string path;    // queues.sales.max_offers
  std::string before;  // empty: added
  std::string after;   // empty: removed
};
std::vector<SiteChange> site_changes(SiteDefinition const& before, SiteDefinition const& after);

}  // namespace callbackd::core
