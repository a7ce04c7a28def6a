// What the decoder's files share while one definition is read: problems so far, names to look up at
// the end. Internal to site_*.cpp. Pure.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/definition/key_rules.hpp"
#include "core/definition/site_definition.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::core {

// A name that must exist once everything is read.
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
  // Rules that came after definitions were in force: errors for what comes in, notices for those.
  Problems stricter;
  bool company_zone_known = true;
  std::vector<NameReference> references;
  std::vector<Place> exhausted;  // on_exhausted of each queue that has one, in their order
  std::vector<Place> queues;     // in their order
  std::vector<Place> sites;      // likewise

  void refer(NameOf kind, std::string const& name, Place const& place) {
    references.push_back({kind, name, place.path, place.node.position});
  }
  // What people read. What others refer to stays, whatever it is made of; another text that is not
  // good is as if it were not written.
  bool check_shown(TableReader& reader, std::string_view key, std::string const& text);
  // A key that is read and kept but not acted upon.
  void notice(TableReader& reader, std::string_view key, std::string_view what);
};

// The names of one list, to find those given twice.
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
void decode_hours(Place const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_code_list(Place const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_queue(Place const& place, SiteDecoding& decoding, DistinctNames& names);
// What can be checked only when everything is read: names that must exist, cycles.
void check_site(SiteDecoding& decoding);
// Whether a table's `zone` is the one that it names, if it names one. Else the zone database has
// none of that name: it may have had one when the definition came into force.
bool zone_is_taken(Node const& table, std::string const& zone);

}  // namespace callbackd::core
