#include "simulation/day_site.hpp"

#include <algorithm>

#include "core/definition/site_decoder.hpp"
#include "support/site_encoder.hpp"

namespace callbackd::simulation {
namespace {

using core::RoutingCondition;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::year;
using Kind = RoutingCondition::Kind;

constexpr ClockChange kChanges[] = {
    {"Europe/London", year{2025} / 3 / 30},      {"Europe/London", year{2025} / 10 / 26},
    {"America/New_York", year{2025} / 3 / 9},    {"America/New_York", year{2025} / 11 / 2},
    {"Australia/Lord_Howe", year{2025} / 4 / 6}, {"Australia/Lord_Howe", year{2025} / 10 / 5},
    {"America/Santiago", year{2025} / 4 / 5},    {"America/Santiago", year{2025} / 9 / 7},
    {"Africa/Cairo", year{2025} / 4 / 25},       {"Africa/Cairo", year{2025} / 10 / 30},
    {"Africa/Casablanca", year{2025} / 2 / 23},  {"Africa/Casablanca", year{2025} / 4 / 6},
    {"Asia/Kolkata", year{2025} / 6 / 3},        {"UTC", year{2024} / 12 / 31}};
constexpr char const* kSkills[] = {"english", "french", "billing", "repair"};
constexpr char const* kTopics[] = {"billing", "repair", "other"};

// Returns the windows of a day. Each random number is drawn in a statement of its own, because C++
// does not say in which order the arguments of a call are evaluated.
std::vector<calendar::DayWindow> some_windows(Random& random) {
  auto const dice = random.below(10);
  if (dice == 0) return {{0min, 24h}};
  if (dice == 1) return {{0min, 6h}, {22h, 24h}};
  if (dice == 2) return {};
  constexpr int kQuarter = 15;
  std::vector<int> bounds;
  for (auto left = random.between(1, 3) * 2; left > 0; --left) {
    // About half of the bounds are drawn from the hours until 05:00, because clocks mostly change
    // at night.
    auto const latest = random.chance(50) ? 5 * 60 : 24 * 60;
    bounds.push_back(static_cast<int>(random.between(0, latest / kQuarter)) * kQuarter);
  }
  std::sort(bounds.begin(), bounds.end());
  std::vector<calendar::DayWindow> windows;
  for (std::size_t at = 0; at + 1 < bounds.size(); at += 2) {
    if (bounds[at] == bounds[at + 1]) continue;
    windows.push_back({minutes{bounds[at]}, minutes{bounds[at + 1]}});
  }
  return windows;
}

core::Hours some_hours(Random& random, std::string name, ClockChange const& change) {
  calendar::HoursRules rules;
  rules.zone = random.chance(70) ? change.zone : random.pick(kChanges).zone;
  auto const usual = some_windows(random);
  for (auto& day : rules.weekly) day = random.chance(60) ? usual : some_windows(random);
  for (auto shift = -1; shift <= 2; ++shift) {
    std::chrono::year_month_day const date{local_days{change.date} + days{shift}};
    auto const dice = random.below(10);
    if (dice < 2) rules.special[date] = some_windows(random);
    if (dice == 2) rules.closed.insert(date);
  }
  return {std::move(name), calendar::OfficeHours::make(std::move(rules)).value()};
}

template <typename Names>
std::vector<std::string> some_of(Random& random, Names const& names, int percent) {
  std::vector<std::string> chosen;
  for (auto const& name : names) {
    if (random.chance(percent)) chosen.emplace_back(name);
  }
  if (chosen.empty()) chosen.emplace_back(random.pick(names));
  return chosen;
}

std::vector<core::SkillLevel> some_skills(Random& random, core::SiteDefinition const& site,
                                          int percent, int highest) {
  std::vector<core::SkillLevel> skills;
  for (auto const& skill : site.skills) {
    if (random.chance(percent))
      skills.push_back({skill, static_cast<int>(random.between(1, highest))});
  }
  return skills;
}

core::ReturnTarget some_target(Random& random, core::SiteDefinition const& site) {
  using Target = core::ReturnTarget::Kind;
  switch (random.below(6)) {
    case 0:
    case 1:
      return {Target::kQueue, random.pick(site.queues).name};
    case 2:
      return {Target::kRoutingPoint, random.pick(kDayPoints)};
    case 3:
      return {Target::kAgent, random.pick(site.agents).login};
    default:
      return {};
  }
}

seconds some_time(Random& random, std::int64_t short_one, std::int64_t long_one) {
  return seconds{random.between(0, random.chance(60) ? short_one : long_one)};
}

void fill_queue(Random& random, core::SiteDefinition const& site, core::Queue& queue) {
  queue.title = queue.name;
  if (random.chance(40)) queue.priority = static_cast<int>(random.between(-2, 2));
  if (random.chance(75)) queue.hours = random.pick(site.hours).name;
  queue.codes = "codes";
  queue.disposition_required = random.chance(20);
  queue.offer_timeout = seconds{random.between(5, random.chance(70) ? 40 : 600)};
  queue.on_reject = some_target(random, site);
  queue.on_timeout = some_target(random, site);
  queue.on_agent_lost = some_target(random, site);
  auto const overflow = some_target(random, site);
  if (overflow.kind != core::ReturnTarget::Kind::kSame) queue.on_exhausted = overflow;
  queue.max_offers = static_cast<int>(random.between(1, 4));
  queue.exclusion = some_time(random, 60, 3'600);
  queue.not_ready_on_timeout = random.chance(50);
  constexpr core::AgentChoice kChoices[] = {
      core::AgentChoice::kLongestIdle, core::AgentChoice::kLeastOccupied,
      core::AgentChoice::kHighestSkill, core::AgentChoice::kRoundRobin};
  queue.agent_choice = random.pick(kChoices);
  if (random.chance(60)) queue.duplicates = core::DuplicatePolicy::kAllow;
  queue.lifetime = seconds{random.between(60, random.chance(30) ? 3'600 : 86'400)};
  if (random.chance(50)) {
    queue.ageing.points = static_cast<int>(random.between(1, 3));
    queue.ageing.every = seconds{random.between(1, 900)};
  }
  for (auto after = random.between(0, 60); random.chance(55); after += random.between(1, 1'800)) {
    queue.targets.push_back({seconds{after}, some_skills(random, site, 50, 8)});
  }
  if (random.chance(40)) queue.preferred_agent = some_time(random, 300, 3'600);
  queue.closing_margin = some_time(random, 60, 1'800);
  if (random.chance(40)) {
    constexpr int kLengths[] = {7, 15, 20, 60};
    queue.slots.minutes = random.pick(kLengths);
    queue.slots.capacity = static_cast<int>(random.between(1, 3));
    queue.slots.days_ahead = static_cast<int>(random.between(1, 3));
  }
}

core::Agent some_agent(Random& random, core::SiteDefinition const& site, std::string login) {
  core::Agent agent;
  agent.name = login;
  agent.login = std::move(login);
  agent.skills = some_skills(random, site, 60, 10);
  agent.capacity = random.chance(40) ? static_cast<int>(random.between(2, 3)) : 1;
  if (random.chance(50)) {
    std::vector<std::string> names;
    for (auto const& queue : site.queues) names.push_back(queue.name);
    agent.queues = some_of(random, names, 50);
  }
  if (random.chance(8)) agent.roles = {core::Role::kSupervisor};
  return agent;
}

RoutingCondition some_condition(Random& random, core::SiteDefinition const& site, int depth) {
  RoutingCondition when;
  auto const& queue = random.pick(site.queues).name;
  auto const& hours = random.pick(site.hours).name;
  auto const dice = random.below(depth > 0 ? 10 : 7);
  if (dice < 2)
    return {.kind = Kind::kEquals, .subject = "attributes.topic", .value = random.pick(kTopics)};
  if (dice == 2) return {.kind = Kind::kPrefix, .subject = "contact.locale", .value = "de"};
  if (dice == 3) return {.kind = Kind::kLanguage, .value = random.chance(50) ? "de" : "en"};
  if (dice == 4) return {.kind = random.chance(50) ? Kind::kOpen : Kind::kClosed, .subject = queue};
  if (dice == 5) return {.kind = Kind::kHours, .subject = hours};
  if (dice == 6) {
    when = {.kind = Kind::kWaiting, .subject = queue};
    when.least = random.between(1, 4);
    return when;
  }
  when.kind = dice == 7 ? Kind::kAll : dice == 8 ? Kind::kAny : Kind::kNot;
  for (auto left = when.kind == Kind::kNot ? 1 : 2; left > 0; --left) {
    when.parts.push_back(some_condition(random, site, depth - 1));
  }
  return when;
}

core::RoutingPoint some_point(Random& random, core::SiteDefinition const& site, std::string name) {
  core::RoutingPoint point;
  point.name = std::move(name);
  for (auto left = random.between(1, 4); left > 0; --left) {
    core::RoutingRule rule;
    if (left > 1) rule.when = some_condition(random, site, 1);  // the last rule always matches
    rule.queue = random.pick(site.queues).name;
    if (random.chance(30)) rule.priority = static_cast<int>(random.between(-3, 9));
    if (random.chance(50)) rule.skills = some_skills(random, site, 40, 9);
    if (random.chance(30)) rule.preferred_agent = random.pick(site.agents).login;
    point.rules.push_back(std::move(rule));
  }
  return point;
}

}  // namespace

ClockChange const& some_clock_change(Random& random) {
  return random.pick(kChanges);
}

core::SitePtr make_day_site(Random& random, std::int64_t version, ClockChange const& change,
                            std::string& problem) {
  core::SiteDefinition site;
  site.company.name = "Example Ltd";
  site.company.time_zone = change.zone;
  site.company.default_region = "GB";
  site.company.grace = seconds{random.between(0, 120)};
  core::Site www;
  www.name = "www";
  site.sites.push_back(www);
  site.sites.back().requests_per_number_per_hour = 0;
  site.sites.back().requests_per_number_per_day = 0;
  site.reasons.push_back({"break", "Break"});
  site.skills = some_of(random, kSkills, 70);
  for (auto const* name : {"first", "second", "other"}) {
    site.hours.push_back(some_hours(random, name, change));
  }
  site.code_lists.push_back({"codes", {{"sold", "Sold", {}}, {"lost", "Lost", {}}}});
  for (auto& name : some_of(random, kDayQueues, 60)) {
    site.queues.emplace_back();
    site.queues.back().name = std::move(name);
  }
  for (auto& login : some_of(random, kDayAgents, 65)) {
    site.agents.push_back(some_agent(random, site, std::move(login)));
  }
  for (auto& queue : site.queues) fill_queue(random, site, queue);
  for (auto const* name : kDayPoints) site.routing_points.push_back(some_point(random, site, name));
  auto const decoded = core::decode_site(core::test::encode_site(site));
  if (!decoded.site) {
    problem = decoded.errors.front().field + ": " + decoded.errors.front().message;
    return nullptr;
  }
  auto legal = std::make_shared<core::SiteDefinition>(*decoded.site);
  legal->version = version;
  return legal;
}

}  // namespace callbackd::simulation
