// SiteDecoding: what the decoder's files share while one definition is read: the definition so far,
// the problems so far, and the names to look up at the end. One owner. Internal to site_*.cpp.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/definition/key_rules.hpp"
#include "core/definition/site_definition.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::core {

// A name whose target must exist when the whole definition has been read.
struct NameReference {
  NameOf kind{};
  std::string name;
  std::string field;
  Position position;
};

struct SiteDecoding {
  SiteDefinition site;
  Problems errors;
  Problems notices;
  // Faults against rules that are newer than definitions which may be in force: errors in a new
  // definition, notices in the one in force.
  Problems stricter;
  bool company_zone_known = true;
  std::vector<NameReference> references;
  std::vector<NodeAt> exhausted;  // on_exhausted of each queue that has one, in their order
  std::vector<NodeAt> queues;     // of each queue, in their order
  std::vector<NodeAt> sites;      // of each site, in their order

  void refer(NameOf kind, std::string const& name, NodeAt const& place) {
    references.push_back({kind, name, place.path, place.node.position});
  }
  // Whether a text that people read keeps the rule of base/shown_name.hpp; if not, the fault is a
  // stricter one. The caller then ignores the text, unless it is a name that others refer to.
  bool check_shown(TableReader& reader, std::string_view key, std::string const& text);
  // A key that is read and kept but not acted upon.
  void notice(TableReader& reader, std::string_view key, std::string_view what);
};

// The names of one list; reports a name that is given twice.
class DistinctNames {
 public:
  DistinctNames(std::string kind, SiteDecoding& decoding)
      : kind_(std::move(kind)), decoding_(decoding) {}
  void add(TableReader& reader, std::string_view key, std::string const& name);

 private:
  std::string kind_;
  SiteDecoding& decoding_;
  std::set<std::string, std::less<>> seen_;
};

// Reads one table of a section and adds it to the section.
void decode_hours(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_code_list(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_queue(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names);
// The checks that need the whole definition (site_checks.cpp).
void check_site(SiteDecoding& decoding);
// Whether `zone`, the zone that was taken for a table, is the one that the table names. false: it
// names another, which the zone database does not have (any more).
bool zone_is_taken(Node const& table, std::string const& zone);

}  // namespace callbackd::core
