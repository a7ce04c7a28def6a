#include "edge/site_regions.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "edge/agent_phones.hpp"

namespace callbackd::edge {
namespace {

namespace pn = i18n::phonenumbers;

std::set<std::string> const& known_regions() {
  static auto const known = [] {
    std::set<std::string> regions;
    pn::PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
    return regions;
  }();
  return known;
}

bool is_two_capitals(std::string const& text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check(core::Node const* node, std::string field, std::vector<core::SiteProblem>& problems) {
  auto const* text = node == nullptr ? nullptr : std::get_if<std::string>(&node->value);
  if (text == nullptr || !is_two_capitals(*text) || known_regions().contains(*text)) return;
  auto const* const hint = *text == "UK" ? ": did you mean GB?" : ".";
  problems.push_back(
      {std::move(field), "unknown", "There is no country " + *text + hint, node->position});
}

core::NodeList const* list_at(core::Node const& table, std::string_view key) {
  auto const* node = table.find(key);
  return node == nullptr ? nullptr : std::get_if<core::NodeList>(&node->value);
}

void check_list(core::Node const& table, std::string const& path,
                std::vector<core::SiteProblem>& problems) {
  auto const* countries = list_at(table, "countries");
  for (std::size_t of = 0; countries != nullptr && of < countries->size(); ++of) {
    check(&(*countries)[of], path + ".countries[" + std::to_string(of) + "]", problems);
  }
}

// Adds the problems `more` to `all` and sorts the result by position in the definition.
void add(std::vector<core::SiteProblem>& all, std::vector<core::SiteProblem> const& more) {
  if (more.empty()) return;
  all.insert(all.end(), more.begin(), more.end());
  std::sort(all.begin(), all.end(), [](auto const& a, auto const& b) {
    return std::tie(a.position.line, a.position.column, a.field) <
           std::tie(b.position.line, b.position.column, b.field);
  });
}

}  // namespace

std::vector<core::SiteProblem> region_problems(core::Node const& root) {
  std::vector<core::SiteProblem> problems;
  if (auto const* company = root.find("company")) {
    check(company->find("default_region"), "company.default_region", problems);
  }
  if (auto const* dialling = root.find("dialling")) check_list(*dialling, "dialling", problems);
  auto const* sites = list_at(root, "sites");
  for (std::size_t at = 0; sites != nullptr && at < sites->size(); ++at) {
    check_list((*sites)[at], "sites[" + std::to_string(at) + "]", problems);
  }
  return problems;
}

core::DecodedSite with_regions_checked(core::DecodedSite decoded, core::Node const& root) {
  auto problems = region_problems(root);
  if (decoded.site) {
    add(decoded.notices, phone_notices(*decoded.site, root));
    add(problems, phone_problems(*decoded.site, root));
  }
  if (problems.empty()) return decoded;
  add(decoded.errors, problems);
  decoded.site = nullptr;
  return decoded;
}

}  // namespace callbackd::edge
