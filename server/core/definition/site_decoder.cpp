#include "core/definition/site_decoder.hpp"

#include <algorithm>
#include <map>
#include <type_traits>

#include "base/shown_name.hpp"
#include "core/definition/key_decoder.hpp"
#include "core/definition/site_keys.hpp"

namespace callbackd::core {
namespace {

template <typename T>
T decode_table(NodeAt const& place, SiteDecoding& decoding, DistinctNames* names, T table = {}) {
  TableReader reader(place, decoding.errors);
  KeyDecoder decoder(reader, decoding, names);
  visit_keys(decoder, table);
  reader.finish();
  return table;
}

// Reads one table of a section and adds it to the section.
template <typename T>
void decode_into(std::vector<T>& section, NodeAt const& place, SiteDecoding& decoding,
                 DistinctNames& names) {
  section.push_back(decode_table<T>(place, decoding, &names));
}

void decode_into(std::vector<std::string>& skills, NodeAt const& place, SiteDecoding& decoding,
                 DistinctNames& names) {
  skills.push_back(decode_table<WrittenSkill>(place, decoding, &names).name);
}

void decode_into(std::vector<Site>& sites, NodeAt const& place, SiteDecoding& decoding,
                 DistinctNames& names) {
  decoding.sites.push_back(place);
  sites.push_back(decode_table<Site>(place, decoding, &names));
}

void decode_into(std::vector<Agent>& agents, NodeAt const& place, SiteDecoding& decoding,
                 DistinctNames& names) {
  auto agent = decode_table<Agent>(place, decoding, &names);
  std::sort(agent.roles.begin(), agent.roles.end());
  agent.roles_written = place.node.find("roles") != nullptr;
  agents.push_back(std::move(agent));
}

void decode_into(std::vector<Hours>&, NodeAt const& place, SiteDecoding& decoding,
                 DistinctNames& names) {
  decode_hours(place, decoding, names);
}

void decode_into(std::vector<CodeList>&, NodeAt const& place, SiteDecoding& decoding,
                 DistinctNames& names) {
  decode_code_list(place, decoding, names);
}

void decode_into(std::vector<Queue>&, NodeAt const& place, SiteDecoding& decoding,
                 DistinctNames& names) {
  decode_queue(place, decoding, names);
}

struct SectionDecoder {
  TableReader& reader;
  SiteDecoding& decoding;

  template <typename T>
  void operator()(std::string_view key, T& out, OneTable) {
    reader.table(key, [&](NodeAt const& place) {
      out = decode_table(place, decoding, nullptr, std::move(out));
      if constexpr (std::is_same_v<T, Company>)
        decoding.company_zone_known = zone_is_taken(place.node, out.time_zone);
    });
  }
  template <typename T>
  void operator()(std::string_view key, std::vector<T>& out, Section rule) {
    DistinctNames names{std::string(rule.kind), decoding};
    reader.each(key, [&](NodeAt const& place) { decode_into(out, place, decoding, names); });
  }
};

// Sorts problems by position, which is the order in which a person reads the file. Problems without
// a position (from JSON) stay in the order in which they were found.
void sort_by_position(Problems& problems) {
  std::multimap<std::pair<std::uint32_t, std::uint32_t>, SiteProblem> sorted;
  for (auto& problem : problems) {
    sorted.emplace(std::pair{problem.position.line, problem.position.column}, std::move(problem));
  }
  problems.clear();
  for (auto& [position, problem] : sorted) problems.push_back(std::move(problem));
}

}  // namespace

void SiteDecoding::notice(TableReader& reader, std::string_view key, std::string_view what) {
  auto const* node = reader.take(key);
  if (node == nullptr) return;
  notices.push_back(
      {reader.path_of(key), "not_acted_upon",
       "This is accepted, but this version does nothing with it: " + std::string(what),
       node->position});
}

bool zone_is_taken(Node const& table, std::string const& zone) {
  auto const* const written = table.find("time_zone");
  auto const* const text = written == nullptr ? nullptr : std::get_if<std::string>(&written->value);
  return text == nullptr || *text == zone;
}

bool SiteDecoding::check_shown(TableReader& reader, std::string_view key, std::string const& text) {
  auto const fault = base::fault_of_name(text);
  if (fault.empty()) return true;
  stricter.push_back(
      {reader.path_of(key), "format", std::string(fault), reader.take(key)->position});
  return false;
}

void DistinctNames::add(TableReader& reader, std::string_view key, std::string const& name) {
  decoding_.check_shown(reader, key, name);
  if (seen_.insert(name).second) return;
  reader.error(key, "duplicate", "Another " + kind_ + " is called " + name + ".");
}

DecodedSite decode_site(Node const& root, DefinitionIs is) {
  SiteDecoding decoding;
  TableReader reader({root, ""}, decoding.errors);
  SectionDecoder sections{reader, decoding};
  visit_keys(sections, decoding.site);
  decoding.notice(reader, "responses", "standard responses are not served yet.");
  reader.finish();
  check_site(decoding);
  auto& stricter = is == DefinitionIs::kNew ? decoding.errors : decoding.notices;
  stricter.insert(stricter.end(), decoding.stricter.begin(), decoding.stricter.end());
  decoding.site.inert_parts = decoding.stricter.size();
  sort_by_position(decoding.errors);
  sort_by_position(decoding.notices);
  DecodedSite decoded;
  if (decoding.errors.empty()) {
    decoding.site.written = root;
    decoded.site = std::make_shared<SiteDefinition const>(std::move(decoding.site));
  }
  decoded.errors = std::move(decoding.errors);
  decoded.notices = std::move(decoding.notices);
  decoded.inert = std::move(decoding.stricter);
  return decoded;
}

}  // namespace callbackd::core
