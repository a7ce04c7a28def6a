#include "core/definition/site_decoder.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/ids.hpp"
#include "base/shown_name.hpp"
#include "calendar/zone.hpp"
#include "core/definition/site_decoding.hpp"

namespace callbackd::core {
namespace {

constexpr std::array kRoleWords{
    std::pair{std::string_view{"agent"}, Role::kAgent},
    std::pair{std::string_view{"supervisor"}, Role::kSupervisor},
    std::pair{std::string_view{"admin"}, Role::kAdmin},
};

bool is_email(std::string_view text) {
  auto const at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" <>,;\t\n\r") == std::string_view::npos;
}

void decode_company(Place const& place, SiteDecoding& decoding) {
  auto& company = decoding.site.company;
  TableReader reader(place, decoding.errors);
  reader.require("name");
  decoding.shown_name(reader, "name", company.name);
  std::string zone = company.time_zone;
  if (reader.take("time_zone") != nullptr && reader.name("time_zone", zone)) {
    decoding.company_zone_known = decoding.check_zone(reader, "time_zone", zone);
    if (decoding.company_zone_known) company.time_zone = zone;
  }
  if (reader.name("default_region", company.default_region) && !company.default_region.empty() &&
      !is_country(company.default_region)) {
    reader.error("default_region", "format", "must be a country of two capital letters, like GB");
  }
  reader.duration("grace_seconds", company.grace, kSiteLimits.grace_seconds);
  reader.number("calls_per_number_per_day", company.calls_per_number_per_day,
                kSiteLimits.calls_per_number);
  reader.finish();
}

void decode_site_numbers(TableReader& reader, Site& site) {
  struct Limit {
    std::string_view key;
    int& value;
  };
  for (auto const& [key, value] : std::initializer_list<Limit>{
           {"requests_per_minute", site.requests_per_minute},
           {"requests_per_address_per_minute", site.requests_per_address_per_minute},
           {"requests_per_number_per_hour", site.requests_per_number_per_hour},
           {"requests_per_number_per_day", site.requests_per_number_per_day},
           {"requests_per_prefix_per_hour", site.requests_per_prefix_per_hour},
           {"publishable_waiting", site.publishable_waiting}}) {
    reader.number(key, value, kSiteLimits.request_limit);
  }
  reader.number("prefix_digits", site.prefix_digits, kSiteLimits.prefix_digits);
  reader.number("max_priority", site.max_priority, kSiteLimits.priority);
}

void decode_site_table(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  Site site;
  if (reader.required_name("name", site.name)) names.add(reader, "name", site.name);
  decoding.sites.push_back(place);
  reader.names("origins", site.origins);
  auto const texts = [&](std::string_view key, auto const& check) {
    auto const* list = reader.take(key);
    if (list == nullptr || !std::holds_alternative<NodeList>(list->value)) return;
    reader.each(key, [&](Place const& item) {
      auto const* text = std::get_if<std::string>(&item.node.value);
      if (text != nullptr && !text->empty()) check(*text, item);
    });
  };
  texts("origins", [&](std::string const& text, Place const& item) {
    if (is_origin(text)) return;
    decoding.errors.push_back({item.path, "format",
                               "must be an origin like https://www.example.com, without a path",
                               item.node.position});
  });
  reader.names("queues", site.queues);
  texts("queues", [&](std::string const& text, Place const& item) {
    decoding.refer(NameReference::Kind::kQueueOrPoint, text, item);
  });
  decode_site_numbers(reader, site);
  reader.names("countries", site.countries);
  texts("countries", [&](std::string const& text, Place const& item) {
    if (is_country(text)) return;
    decoding.errors.push_back(
        {item.path, "format", "must be a country of two capital letters", item.node.position});
  });
  std::vector<std::string> blocked;
  reader.names("blocked_numbers", blocked);
  texts("blocked_numbers", [&](std::string const& text, Place const& item) {
    if (auto const phone = base::phone_from_e164(text)) {
      site.blocked_numbers.push_back(*phone);
    } else {
      decoding.errors.push_back({item.path, "format",
                                 "must be a number in E.164, like +442071838750",
                                 item.node.position});
    }
  });
  reader.finish();
  decoding.site.sites.push_back(std::move(site));
}

void decode_reason(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  NotReadyReason reason;
  if (reader.required_name("code", reason.code)) {
    names.add(reader, "code", reason.code);
    constexpr char const* kReserved = "is a reason that the server gives by itself";
    constexpr std::array<std::string_view, 3> kBuiltIn{"no_answer", "logged_in", "disconnected"};
    if (std::find(kBuiltIn.begin(), kBuiltIn.end(), reason.code) != kBuiltIn.end()) {
      reader.error("code", "reserved", kReserved);
    } else if (reason.code == "removed") {  // younger than definitions that may be in force
      decoding.stricter.push_back(
          {reader.path_of("code"), "reserved", kReserved, reader.take("code")->position});
    }
  }
  reason.label = reason.code;
  decoding.shown_text(reader, "label", reason.label);
  reader.finish();
  decoding.site.reasons.push_back(std::move(reason));
}

void decode_skill(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  std::string name;
  if (reader.required_name("name", name)) names.add(reader, "name", name);
  reader.finish();
  decoding.site.skills.push_back(std::move(name));
}

void decode_roles(TableReader& reader, Agent& agent, SiteDecoding& decoding) {
  std::vector<std::string> words;
  if (reader.take("roles") == nullptr || !reader.names("roles", words)) return;
  agent.roles.clear();
  agent.roles_written = true;
  reader.each("roles", [&](Place const& place) {
    auto const& word = std::get<std::string>(place.node.value);
    auto const* found = std::find_if(kRoleWords.begin(), kRoleWords.end(),
                                     [&](auto const& known) { return known.first == word; });
    if (found == kRoleWords.end()) {
      decoding.errors.push_back(
          {place.path, "one_of", "must be one of agent, supervisor, admin", place.node.position});
    } else {
      agent.roles.push_back(found->second);
    }
  });
  std::sort(agent.roles.begin(), agent.roles.end());
  if (words.empty()) reader.error("roles", "required", "must name at least one role");
}

void decode_agent(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  Agent agent;
  if (reader.required_name("login", agent.login)) names.add(reader, "login", agent.login);
  agent.name = agent.login;
  decoding.shown_name(reader, "name", agent.name);
  decode_roles(reader, agent, decoding);
  decode_phone(reader, agent, decoding);
  if (reader.text("email", agent.email, kSiteLimits.email_chars) && !agent.email.empty() &&
      !is_email(agent.email)) {
    reader.error("email", "format", "must be one e-mail address");
  }
  agent.skills = decode_skills(reader, decoding);
  reader.table("capacity", [&](Place const& inner) {
    TableReader capacity(inner, decoding.errors);
    capacity.number("web_callback", agent.capacity, kSiteLimits.capacity);
    capacity.finish();
  });
  if (reader.names("queues", agent.queues)) {
    reader.each("queues", [&](Place const& item) {
      decoding.refer(NameReference::Kind::kQueue, std::get<std::string>(item.node.value), item);
    });
  }
  reader.finish();
  decoding.site.agents.push_back(std::move(agent));
}

void decode_response(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  Response response;
  if (reader.required_name("name", response.name)) names.add(reader, "name", response.name);
  reader.names("category", response.category);
  reader.name("language", response.language);
  reader.text("text", response.text, kSiteLimits.response_chars);
  reader.finish();
  decoding.site.responses.push_back(std::move(response));
}

// By position, as a person reads the file; without positions (JSON) in the order found.
void sort_by_position(Problems& problems) {
  std::multimap<std::pair<std::uint32_t, std::uint32_t>, SiteProblem> sorted;
  for (auto& problem : problems) {
    sorted.emplace(std::pair{problem.position.line, problem.position.column}, std::move(problem));
  }
  problems.clear();
  for (auto& [position, problem] : sorted) problems.push_back(std::move(problem));
}

using DecodeOne = void (*)(Place const&, SiteDecoding&, DistinctNames&);

struct Section {
  std::string_view key;
  std::string_view kind;
  DecodeOne decode;
};

// In an order in which each section finds what it looks up already read: code lists before queues.
constexpr std::array kSections{
    Section{"sites", "site", decode_site_table},
    Section{"not_ready_reasons", "reason", decode_reason},
    Section{"skills", "skill", decode_skill},
    Section{"agents", "agent", decode_agent},
    Section{"hours", "table of hours", decode_hours},
    Section{"code_lists", "code list", decode_code_list},
    Section{"layouts", "layout", decode_layout},
    Section{"queues", "queue", decode_queue},
    Section{"routing_points", "routing point", decode_routing_point},
    Section{"responses", "response", decode_response},
};

}  // namespace

void SiteDecoding::notice(TableReader& reader, std::string_view key, std::string_view what) {
  auto const* node = reader.take(key);
  if (node == nullptr) return;
  notices.push_back({reader.path_of(key), "not_acted_upon",
                     "accepted, not acted upon by this version: " + std::string(what),
                     node->position});
}

bool SiteDecoding::check_zone(TableReader& reader, std::string_view key, std::string const& zone) {
  if (calendar::zone_exists(zone)) return true;
  stricter.push_back({reader.path_of(key), "unknown_name", "no time zone is called " + zone,
                      reader.take(key)->position});
  return false;
}

bool SiteDecoding::check_shown(TableReader& reader, std::string_view key, std::string const& text) {
  auto const fault = base::fault_of_name(text);
  if (fault.empty()) return true;
  stricter.push_back(
      {reader.path_of(key), "format", std::string(fault), reader.take(key)->position});
  return false;
}

void SiteDecoding::shown_text(TableReader& reader, std::string_view key, std::string& out) {
  std::string text = out;
  bool const given = reader.take(key) != nullptr;
  if (!given || !reader.text(key, text, kSiteLimits.label_chars)) return;
  if (check_shown(reader, key, text)) out = std::move(text);
}

void SiteDecoding::shown_name(TableReader& reader, std::string_view key, std::string& out) {
  std::string text = out;
  if (reader.take(key) == nullptr || !reader.name(key, text)) return;
  if (check_shown(reader, key, text)) out = std::move(text);
}

void DistinctNames::add(TableReader& reader, std::string_view key, std::string const& name) {
  decoding_.check_shown(reader, key, name);
  if (seen_.insert(name).second) return;
  reader.error(key, "duplicate_name", "another " + kind_ + " is called " + name);
}

std::vector<SkillLevel> decode_skills(TableReader& reader, SiteDecoding& decoding) {
  std::vector<SkillLevel> skills;
  reader.entries("skills", [&](std::string const& skill, Place const& place) {
    decoding.refer(NameReference::Kind::kSkill, skill, place);
    std::int64_t level = 0;
    if (!number_of(place, kSiteLimits.level, level, decoding.errors)) return;
    skills.push_back({skill, static_cast<int>(level)});
  });
  std::sort(skills.begin(), skills.end(),
            [](auto const& a, auto const& b) { return a.skill < b.skill; });
  return skills;
}

bool is_origin(std::string_view text) {
  auto const scheme = text.starts_with("https://") ? 8U : text.starts_with("http://") ? 7U : 0U;
  if (scheme == 0 || text.size() == scheme) return false;
  auto const host = text.substr(scheme);
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view{".-:[]"}.find(c) != std::string_view::npos;
  });
}

DecodedSite decode_site(Node const& root, DefinitionIs is) {
  SiteDecoding decoding;
  TableReader reader({root, ""}, decoding.errors);
  reader.table("company", [&](Place const& place) { decode_company(place, decoding); });
  reader.table("dialling", [&](Place const& place) { decode_dialling(place, decoding); });
  for (auto const& section : kSections) {
    DistinctNames names{std::string(section.kind), decoding};
    reader.each(section.key, [&](Place const& place) { section.decode(place, decoding, names); });
  }
  decoding.notice(reader, "responses", "standard responses are not served yet");
  reader.finish();
  check_site(decoding);
  check_countries(decoding);
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
