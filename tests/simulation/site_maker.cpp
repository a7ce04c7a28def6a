#include "simulation/site_maker.hpp"

#include <algorithm>

namespace callbackd::simulation {
namespace {

using std::chrono::seconds;

// Hours that are open for eight minutes of each quarter of an hour, so that a short simulation
// meets openings and closed times.
calendar::OfficeHours short_hours(std::int64_t shift) {
  calendar::HoursRules rules;
  rules.zone = "Europe/London";
  for (auto& day : rules.weekly) {
    for (auto from = 0min; from < 24h - 15min; from += 15min) {
      day.push_back(
          {from + std::chrono::minutes{shift}, from + std::chrono::minutes{shift} + 8min});
    }
  }
  return calendar::OfficeHours::make(rules).value();
}

std::vector<core::SkillLevel> some_skills(Random& random, int highest) {
  std::vector<core::SkillLevel> skills;
  for (auto const* skill : {"english", "billing"}) {
    if (random.chance(60)) {
      skills.push_back({skill, static_cast<int>(random.between(1, highest))});
    }
  }
  return skills;
}

core::ReturnTarget some_target(Random& random) {
  using Kind = core::ReturnTarget::Kind;
  switch (random.below(6)) {
    case 0:
      return {Kind::kQueue, random.chance(50) ? "support" : "sales"};
    case 1:
      return {Kind::kRoutingPoint, "point"};
    case 2:
      return {Kind::kAgent, random.chance(50) ? "alice" : "bob"};
    default:
      return {};
  }
}

core::Queue some_queue(Random& random, std::string name) {
  core::Queue queue;
  queue.name = std::move(name);
  queue.priority = static_cast<int>(random.between(0, 2));
  if (random.chance(30)) queue.hours = "short";
  queue.codes = "codes";
  queue.disposition_required = random.chance(40);
  if (random.chance(40)) queue.after_call_work_limit = seconds{random.between(2, 10)};
  if (random.chance(50)) queue.default_code = "sold";
  queue.offer_timeout = seconds{random.between(3, 9)};
  queue.on_reject = some_target(random);
  queue.on_timeout = some_target(random);
  queue.on_agent_lost = some_target(random);
  if (random.chance(50)) queue.on_exhausted = some_target(random);
  queue.max_offers = static_cast<int>(random.between(1, 3));
  queue.exclusion = seconds{random.chance(20) ? 0 : random.between(3, 40)};
  queue.not_ready_on_timeout = random.chance(60);
  constexpr core::AgentChoice kChoices[] = {
      core::AgentChoice::kLongestIdle, core::AgentChoice::kLongestIdle,
      core::AgentChoice::kLeastOccupied, core::AgentChoice::kHighestSkill,
      core::AgentChoice::kRoundRobin};
  queue.agent_choice = random.pick(kChoices);
  if (random.chance(40)) queue.duplicates = core::DuplicatePolicy::kAllow;
  queue.lifetime = seconds{random.between(30, 300)};
  if (random.chance(40)) queue.ageing = {static_cast<int>(random.between(1, 3)), 10s};
  if (random.chance(40)) {
    queue.targets.push_back({0s, some_skills(random, 8)});
    queue.targets.push_back({seconds{random.between(2, 15)}, some_skills(random, 3)});
  }
  if (random.chance(40)) queue.preferred_agent = 20s;
  queue.ring_timeout = 8s;
  queue.detect_machine = random.chance(30);
  // The closing margin is sometimes so long that the last slot before closing cannot be booked.
  queue.closing_margin = seconds{random.chance(20) ? 75 : random.between(0, 20)};
  if (random.chance(40)) {
    queue.slots = {static_cast<int>(random.between(1, 2)), static_cast<int>(random.between(1, 3)),
                   1};
  }
  if (random.chance(60)) queue.retry_mode = core::RetryMode::kAutomatic;
  using core::AttemptOutcome;
  for (auto const outcome : {AttemptOutcome::kBusy, AttemptOutcome::kNoAnswer,
                             AttemptOutcome::kMachine, AttemptOutcome::kUnreachable}) {
    if (!random.chance(60)) continue;
    // The wait before the next attempt is sometimes long. Then the attempt often falls into a
    // closed time.
    auto const after = random.chance(25) ? random.between(200, 900) : random.between(0, 15);
    queue.retries[outcome] = {static_cast<int>(random.between(1, 3)), seconds{after}};
  }
  return queue;
}

// Sets what the server remembers of phone numbers: how often a number may be called in a day, and
// whether the agent who talked with it last is asked first. The random numbers are drawn apart from
// all others, so that the rest of the definition stays the same for each seed.
void remember_numbers(core::SiteDefinition& site, Random random) {
  auto own = random.fork();
  if (own.chance(25)) site.company.calls_per_number_per_day = static_cast<int>(own.between(1, 4));
  for (auto& queue : site.queues) queue.prefer_last_agent = own.chance(40);
}

// Sets random limits for strangers (requests with publishable keys or manage tokens). The random
// numbers are drawn apart from all others, so that the rest of the definition stays the same for
// each seed.
void limit_strangers(core::SiteDefinition& site, Random random) {
  auto own = random.fork();
  auto other = site.sites.at(0);
  other.name = "other";
  site.sites.push_back(other);
  for (auto& each : site.sites) {
    if (own.chance(50)) each.publishable_waiting = static_cast<int>(own.between(2, 8));
  }
  for (auto& queue : site.queues) {
    queue.slots.publishable_percent = static_cast<int>(own.between(1, 100));
  }
}

// Sets random rules and limits of the table [dialling]. The random numbers are drawn apart from all
// others, so that the rest of the definition stays the same for each seed.
void limit_dialling(core::SiteDefinition& site, Random random) {
  auto own = random.fork();
  own = own.fork();
  if (own.chance(40)) site.dialling.countries = {"GB"};
  if (own.chance(25)) site.dialling.denied_prefixes = {"+44207183000"};
  if (own.chance(20)) site.dialling.denied_types.clear();
  if (own.chance(20)) site.dialling.dials_per_hour = static_cast<int>(own.between(3, 12));
  if (own.chance(20)) site.dialling.dials_per_agent_per_hour = static_cast<int>(own.between(1, 6));
  if (own.chance(30)) site.dialling.max_call_minutes = static_cast<int>(own.between(1, 7));
}

core::Agent some_agent(Random& random, std::string login) {
  core::Agent agent;
  agent.name = login;
  agent.login = std::move(login);
  agent.phone = random.chance(70) ? "1001" : "";
  agent.skills = some_skills(random, 9);
  agent.capacity = random.chance(30) ? static_cast<int>(random.between(2, 3)) : 1;
  if (random.chance(40)) {
    for (auto const* queue : kQueues) {
      if (random.chance(60)) agent.queues.emplace_back(queue);
    }
    if (agent.queues.empty()) agent.queues.emplace_back("sales");
  }
  if (random.chance(5)) agent.roles = {core::Role::kSupervisor};
  return agent;
}

}  // namespace

core::SitePtr make_site(Random& random, std::int64_t version) {
  auto site = std::make_shared<core::SiteDefinition>();
  site->version = version;
  site->company.name = "Example Ltd";
  site->company.grace = seconds{random.between(3, 12)};
  core::Site www;
  www.name = "www";
  site->sites.push_back(www);
  site->reasons.push_back({"break", "Break"});
  site->skills = {"english", "billing"};
  static auto const kShort = short_hours(0);
  site->hours.push_back({"short", kShort});
  site->code_lists.push_back({"codes", {{"sold", "Sold", {}}, {"lost", "Lost", {}}}});
  for (auto const* name : kQueues) site->queues.push_back(some_queue(random, name));
  for (auto const* login : kAgents) site->agents.push_back(some_agent(random, login));
  using Kind = core::RoutingCondition::Kind;
  core::RoutingCondition const german{.kind = Kind::kLanguage, .value = "de"};
  core::RoutingCondition const in_hours{.kind = Kind::kHours, .subject = "short"};
  core::RoutingCondition const support_open{.kind = Kind::kOpen, .subject = "support"};
  core::RoutingCondition const not_in_hours{.kind = Kind::kNot, .parts = {in_hours}};
  core::RoutingCondition const german_support{.kind = Kind::kAll, .parts = {german, support_open}};
  core::RoutingCondition const late_or_closed{.kind = Kind::kAny,
                                              .parts = {not_in_hours, {Kind::kClosed, "sales"}}};
  site->routing_points.push_back(
      {"point",
       {{{Kind::kEquals, "attributes.topic", "billing"}, "third", 7, {{"billing", 3}}, "alice"},
        {german_support, "support", {}, {{"english", 2}}, ""},
        {{Kind::kPrefix, "contact.locale", "de"}, "third", {}, {}, ""},
        {late_or_closed, "rest", {}, {}, ""},
        {{}, "sales", 1, {}, ""}}});
  remember_numbers(*site, random);
  limit_strangers(*site, Random{random}.fork());
  limit_dialling(*site, random);
  return site;
}

}  // namespace callbackd::simulation
