#include "core/definition/dialling_rules.hpp"

#include <algorithm>
#include <vector>

namespace callbackd::core {
namespace {

bool names(std::vector<std::string> const& countries, NumberClass of) {
  return std::find(countries.begin(), countries.end(), of.country()) != countries.end();
}

bool lets_pass(std::vector<std::string> const& countries, NumberClass of) {
  return countries.empty() || names(countries, of);
}

bool blocks(Site const& site, base::PhoneNumber number) {
  auto const& blocked = site.blocked_numbers;
  return std::find(blocked.begin(), blocked.end(), number) != blocked.end();
}

bool is_blocked(SiteDefinition const& definition, Site const* site, base::PhoneNumber number) {
  if (site) return blocks(*site, number);
  return std::any_of(definition.sites.begin(), definition.sites.end(),
                     [&](Site const& each) { return blocks(each, number); });
}

std::optional<std::string> denied_prefix(Dialling const& rules, base::PhoneNumber number) {
  auto const text = base::to_text(number);
  for (auto const& prefix : rules.denied_prefixes) {
    if (text.starts_with(prefix)) return prefix;
  }
  return std::nullopt;
}

std::string spaced_name(NumberType type) {
  auto words = std::string{to_text(type)};
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace

std::string DiallingProblem::about(std::string_view number) const {
  return std::string{number} + " may not be called: " + reason + ".";
}

std::optional<DiallingProblem> dialling_problem(SiteDefinition const& definition,
                                                std::string_view site_name,
                                                ClassedNumber const& number) {
  auto const& rules = definition.dialling;
  auto const* const site = definition.find_site(site_name);
  auto const& of = number.number_class;
  if (is_blocked(definition, site, number.number))
    return DiallingProblem{"blocked", "it is blocked"};
  auto const& types = rules.denied_types;
  if (std::find(types.begin(), types.end(), of.type) != types.end()) {
    return DiallingProblem{RuleWord{of.type}, "its type is " + spaced_name(of.type)};
  }
  if (auto const prefix = denied_prefix(rules, number.number)) {
    return DiallingProblem{"prefix", "numbers that begin with " + *prefix + " are denied"};
  }
  if (lets_pass(rules.countries, of) && (!site || lets_pass(site->countries, of))) {
    return std::nullopt;
  }
  return DiallingProblem{"country", "its country is not allowed"};
}

}  // namespace callbackd::core
