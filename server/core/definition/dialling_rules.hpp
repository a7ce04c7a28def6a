// Which outside numbers the site definition forbids to dial: the rules of its table [dialling] and
// of one site. Pure functions; any thread. Layer: definition.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/definition/number_class.hpp"
#include "core/definition/rule_word.hpp"
#include "core/definition/site_definition.hpp"

namespace callbackd::core {

struct DiallingProblem {
  RuleWord rule;        // country, prefix, blocked, or the type as libphonenumber names it
  std::string message;  // to stand after the field's name
};
// The rule that refuses this number; nullopt: none. For a site that is not in the definition, the
// numbers that any site blocks are refused.
std::optional<DiallingProblem> dialling_problem(SiteDefinition const& definition,
                                                std::string_view site, ClassedNumber const& number);

}  // namespace callbackd::core
