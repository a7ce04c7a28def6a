// SiteDecoding: what the decoder's files share while one definition is read. It has the definition
// so far, the problems so far, and the names to look up at the end. decode_site()
// (site_decoder.cpp) makes one on its stack; any thread. Internal to site_*.cpp.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/definition/key_rules.hpp"
#include "core/definition/site_definition.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::core {

// A reference by name. The thing with this name must exist when the whole definition has been read.
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
  // Faults against rules that did not exist when older definitions came into force. They are errors
  // in a new definition, and notices in the definition in force.
  Problems stricter;
  bool company_zone_known = true;
  std::vector<NameReference> references;
  std::vector<NodeAt> exhausted;  // on_exhausted of each queue that has one, in their order
  std::vector<NodeAt> queues;     // of each queue, in their order
  std::vector<NodeAt> sites;      // of each site, in their order

  void refer(NameOf kind, std::string const& name, NodeAt const& place) {
    references.push_back({kind, name, place.path, place.node.position});
  }
  // Whether a text that people read keeps the rule of base/shown_name.hpp. If it does not, the
  // fault is added to `stricter`, and the caller does not use the text. Nevertheless the caller
  // uses a name to which other parts of the definition refer.
  bool check_shown(TableReader& reader, std::string_view key, std::string const& text);
  // Gives a notice that a key is read and kept, but not acted upon.
  void notice(TableReader& reader, std::string_view key, std::string_view what);
};

// Collects the names of one list, and reports a name that is given twice.
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

// Each function reads one table of a section and adds it to the section.
void decode_hours(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_code_list(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_queue(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names);
// Makes the checks that need the whole definition (site_checks.cpp).
void check_site(SiteDecoding& decoding);
// True if the table names no time zone, or names `zone`. False: the table names another zone, which
// the zone database does not have, so `zone` is used instead.
bool zone_is_taken(Node const& table, std::string const& zone);

}  // namespace callbackd::core
