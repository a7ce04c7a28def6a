// What the decoder's files share while one definition is read: problems so far, names to look up at
// the end, limits. Internal to site_*.cpp. Pure.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "core/definition/site_definition.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::core {

// Bounds of what an administrator may write.
struct SiteLimits {
  static constexpr std::int64_t kDay = 86'400;
  static constexpr std::int64_t kYear = 366 * kDay;
  Range priority{-100, 100};
  Range level{1, 10};
  Range capacity{1, 100};
  Range percent{1, 100};
  Range request_limit{0, 1'000'000'000};
  Range prefix_digits{1, 15};
  Range max_offers{1, 1'000};
  Range attempts{0, 100};
  Range calls_per_number{0, kCallsPerNumberMost};
  Range call_minutes{0, 1'440};
  Range dials{0, 1'000'000};
  Range ageing_points{0, 100};
  Range slot_minutes{1, 1'440};
  Range slot_capacity{1, 100'000};
  Range slot_days{1, 366};
  Range grace_seconds{0, kDay};
  Range offer_timeout_seconds{1, 600};
  Range ring_timeout_seconds{1, 300};
  Range lifetime_seconds{1, kYear};
  Range within_a_day_seconds{0, kDay};
  Range period_seconds{1, kDay};
  Range within_a_month_seconds{0, 31 * kDay};
  std::size_t label_chars = 200;
  std::size_t phone_chars = 64;
  std::size_t email_chars = 254;
  std::size_t value_chars = 1'000;
  std::size_t response_chars = 16'384;
  Range waiting{1, 1'000'000};
  int code_depth = 8;
  int condition_depth = 4;
};
inline constexpr SiteLimits kSiteLimits{};

// A name that must exist once everything is read.
struct NameReference {
  enum class Kind : std::uint8_t {
    kQueue,
    kRoutingPoint,
    kQueueOrPoint,
    kAgent,
    kSkill,
    kHours,
    kLayout,
    kCodeList
  };
  Kind kind{};
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

  void refer(NameReference::Kind kind, std::string const& name, Place const& place) {
    references.push_back({kind, name, place.path, place.node.position});
  }
  // What people read. A text that breaks the rule for names is as if it were not written.
  void shown_text(TableReader& reader, std::string_view key, std::string& out);
  void shown_name(TableReader& reader, std::string_view key, std::string& out);
  // False: the machine's zone database has none of this name. It may have had one when the
  // definition came into force.
  bool check_zone(TableReader& reader, std::string_view key, std::string const& zone);
  // By the same rule; what others refer to stays, whatever it is made of.
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

std::vector<SkillLevel> decode_skills(TableReader& reader, SiteDecoding& decoding);
bool is_country(std::string_view text);  // two capital letters
void decode_dialling(Place const& place, SiteDecoding& decoding);
void decode_phone(TableReader& reader, Agent& agent, SiteDecoding& decoding);
void check_countries(SiteDecoding& decoding);
void decode_hours(Place const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_code_list(Place const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_layout(Place const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_queue(Place const& place, SiteDecoding& decoding, DistinctNames& names);
void decode_routing_point(Place const& place, SiteDecoding& decoding, DistinctNames& names);
// What can be checked only when everything is read: names that must exist, cycles.
void check_site(SiteDecoding& decoding);
bool is_field_source(std::string_view from);        // what a layout may show
bool is_attribute_source(std::string_view source);  // what a routing rule may look at

}  // namespace callbackd::core
