// Says which outside numbers the site definition forbids to dial. Both the rules of its table
// [dialling] and the rules of one site count. Pure functions; any thread. Layer: definition.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/definition/number_class.hpp"
#include "core/definition/rule_word.hpp"
#include "core/definition/site_definition.hpp"

namespace callbackd::core {

struct DiallingProblem {
  RuleWord rule;       // country, prefix, blocked, or the type as libphonenumber names it
  std::string reason;  // after a colon: "its country is not allowed"
  // The sentence for a person: "`number` may not be called: `reason`."
  std::string about(std::string_view number = "This number") const;
};
// The rule that forbids to dial this number; nullopt: no rule does. If the definition does not have
// the site, then every number that any site blocks is refused.
std::optional<DiallingProblem> dialling_problem(SiteDefinition const& definition,
                                                std::string_view site, ClassedNumber const& number);

}  // namespace callbackd::core
