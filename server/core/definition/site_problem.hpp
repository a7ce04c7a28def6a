// SiteProblem: a mistake in a table that a person wrote (the site definition or the daemon's
// configuration). It has the field, the rule that the field breaks, and the position. A value; any
// thread.
#pragma once
#include <string>
#include <vector>

#include "core/definition/node.hpp"
#include "core/definition/rule_word.hpp"

namespace callbackd::core {

struct SiteProblem {
  std::string field;  // queues[0].hours, company.colour
  RuleWord rule;
  std::string message;  // one sentence for a person
  Position position;
};

using Problems = std::vector<SiteProblem>;

}  // namespace callbackd::core
