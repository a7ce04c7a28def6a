#include "core/definition/routing_condition.hpp"

#include <algorithm>

namespace callbackd::core {

using Kind = RoutingCondition::Kind;

void add_mentioned(RoutingCondition const& condition, std::set<std::string>& subjects) {
  bool const attribute = condition.kind == Kind::kEquals || condition.kind == Kind::kPrefix;
  if (attribute) subjects.insert(condition.subject);
  if (condition.kind == Kind::kLanguage) subjects.insert(kLocale);
  for (auto const& part : condition.parts) add_mentioned(part, subjects);
}

// Tests whether `condition` holds wherever `other` holds (see the header). kAlways and an equal
// condition do. Otherwise takes both apart, until two simple conditions are left:
// - If `other` is a kAny, `condition` must cover each part of it, because any part may be the one
//   that holds.
// - If `condition` is a kAll, each part of it must cover `other`.
// - If `condition` is a kAny, it is enough that one part of it covers `other`.
// - If `other` is a kAll, it is enough that `condition` covers one part of it, because all hold.
// Two simple conditions that differ must have the same subject. Then a prefix covers each value and
// each longer prefix that begin with it, and a lower number covers a higher one.
bool covers(RoutingCondition const& condition, RoutingCondition const& other) {
  if (condition.kind == Kind::kAlways || condition == other) return true;
  auto const of_condition = [&](auto const& part) { return covers(part, other); };
  auto const of_other = [&](auto const& part) { return covers(condition, part); };
  if (other.kind == Kind::kAny)
    return std::all_of(other.parts.begin(), other.parts.end(), of_other);
  if (condition.kind == Kind::kAll)
    return std::all_of(condition.parts.begin(), condition.parts.end(), of_condition);
  if (condition.kind == Kind::kAny &&
      std::any_of(condition.parts.begin(), condition.parts.end(), of_condition))
    return true;
  if (other.kind == Kind::kAll && std::any_of(other.parts.begin(), other.parts.end(), of_other))
    return true;
  if (condition.subject != other.subject) return false;
  if (condition.kind == Kind::kPrefix)
    return (other.kind == Kind::kEquals || other.kind == Kind::kPrefix) &&
           other.value.starts_with(condition.value);
  bool const counts = condition.kind == Kind::kWaiting || condition.kind == Kind::kEstimate;
  return counts && other.kind == condition.kind && other.least >= condition.least;
}

std::string language_of(std::string_view locale) {
  std::string language{locale.substr(0, locale.find_first_of("-_"))};
  std::transform(language.begin(), language.end(), language.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  return language;
}

}  // namespace callbackd::core
