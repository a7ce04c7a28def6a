// Checks the committed legs to outside numbers. It checks the rules of the definition's table
// [dialling], how often a number is called in a day, and how many legs are dialled in an hour. Part
// of Checker, which checker.hpp declares.
#include <algorithm>

#include "simulation/checker.hpp"
#include "simulation/numbers.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {
namespace {

constexpr std::chrono::hours kDay{24};
constexpr std::chrono::hours kHour{1};

}  // namespace

bool passes(core::SiteDefinition const& site, base::PhoneNumber number) {
  auto const of = class_of(number);
  auto const& rules = site.dialling;
  auto const has = [](auto const& list, auto const& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  auto const text = base::to_text(number);
  bool const begins_wrong =
      std::any_of(rules.denied_prefixes.begin(), rules.denied_prefixes.end(),
                  [&](std::string const& prefix) { return text.starts_with(prefix); });
  bool const in_country =
      rules.countries.empty() || has(rules.countries, std::string{of.country()});
  return in_country && !begins_wrong && !has(rules.denied_types, of.type);
}

int Checker::legs_to(std::optional<base::PhoneNumber> number, Instant from, Instant before) const {
  auto const counts = [&](base::PhoneNumber phone, Instant at) {
    return (!number || phone == *number) && at > from && at < before;
  };
  auto const calls = std::ranges::count_if(facts.attempts, [&](auto const& entry) {
    auto const& row = entry.second;
    return row.contact_dialled.value_or(true) && counts(row.phone, row.started_at);
  });
  auto const others = std::ranges::count_if(facts.parties, [&](auto const& entry) {
    auto const& row = entry.second;
    return row.agent.empty() && counts(row.phone, row.asked_at);
  });
  return static_cast<int>(calls + others);
}

// Checks the number of a leg that was dialled: at least one definition so far must allow it. It is
// not known which definition was in force when the leg was ordered.
void Checker::judge_number(core::LegId const& leg, base::PhoneNumber number) {
  bool const ever = std::ranges::any_of(
      facts.sites, [&](auto const& version) { return passes(*version.second, number); });
  if (ever) return;
  report_.violated("{}: {} must not be dialled", name(leg.attempt.callback), base::to_text(number));
}

void Checker::judge_leg(CallbackId id, base::PhoneNumber number, Instant began) {
  if (definition_changes()) return;
  if (!passes(*facts.site, number)) {
    report_.violated("{}: {} is not for the definition in force", name(id), base::to_text(number));
  }
  auto const of_number = facts.site->company.calls_per_number_per_day;
  auto const before = legs_to(number, began - kDay, began);
  if (of_number > 0 && before >= of_number) {
    report_.violated("{}: its number is dialled for the {}th time", name(id), before + 1);
  }
  auto const of_all = facts.site->dialling.dials_per_hour;
  if (of_all > 0 && legs_to(std::nullopt, began - kHour, began) >= of_all) {
    report_.violated("{}: more numbers are dialled than in an hour may be", name(id));
  }
}

void Checker::judge_parties(CallbackFacts const& it, Instant asked_at) {
  base::AttemptId const attempt{it.row.id, it.row.attempt_number};
  for (auto at = facts.parties.lower_bound({attempt, {}}); at != facts.parties.end(); ++at) {
    auto const& [leg, row] = *at;
    if (leg.attempt != attempt) return;
    if (row.agent.empty() && row.asked_at == asked_at) judge_leg(it.row.id, row.phone, asked_at);
  }
}

}  // namespace callbackd::simulation
