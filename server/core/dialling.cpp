#include "core/dialling.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "core/call_limit.hpp"

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

std::string words_of(NumberType type) {
  auto words = std::string{to_text(type)};
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

Refusal refusal_of(DiallingProblem const& problem, char const* subject) {
  return refuse(RefusalReason::kNumberRefused, subject + problem.message + ".");
}

Refusal too_often(std::string detail, base::Duration wait) {
  auto refusal = refuse(RefusalReason::kLimitReached, std::move(detail));
  refusal.retry_after = std::chrono::ceil<seconds>(wait);
  return refusal;
}

// `legs` that are dialled at once fit where at least one does, should the limit be lower.
std::optional<Refusal> refuse_rate(Step const& step, AgentId agent, int legs) {
  auto const& rules = step.world.site->dialling;
  auto const& rates = step.world.dial_rates;
  auto const own = rates.wait_of(agent, rules.dials_per_agent_per_hour, step.now);
  if (own.count() > 0) {
    return too_often("You may have " + std::to_string(rules.dials_per_agent_per_hour) +
                         " numbers dialled in an hour.",
                     own);
  }
  int const room = rules.dials_per_hour == 0 ? 0 : std::max(1, rules.dials_per_hour - legs + 1);
  auto const all = rates.wait_of_all(room, step.now);
  if (all.count() == 0) return std::nullopt;
  return too_often("All agents together may have " + std::to_string(rules.dials_per_hour) +
                       " numbers dialled in an hour.",
                   all);
}

// An agent's own phone: empty where the gateway must not dial it.
std::string endpoint_of(World const& world, AgentEntry const& agent) {
  bool const has_phone = agent.settings && !agent.settings->phone.empty();
  if (!has_phone) return "sim:" + agent.login;  // no dial string: only the simulator takes it
  return refuse_phone(world, agent) ? std::string{} : agent.settings->phone;
}

Instant end_of(Step const& step, Dial const& order) {
  return order.longest.count() > 0 ? step.now + order.longest : kNever;
}

}  // namespace

std::optional<DiallingProblem> dialling_problem(SiteDefinition const& definition,
                                                std::string_view site_name,
                                                ClassedNumber const& number) {
  auto const& rules = definition.dialling;
  auto const* const site = definition.find_site(site_name);
  auto const& of = number.number_class;
  if (is_blocked(definition, site, number.number))
    return DiallingProblem{"blocked", "is not called"};
  auto const& types = rules.denied_types;
  if (std::find(types.begin(), types.end(), of.type) != types.end()) {
    return DiallingProblem{std::string{to_text(of.type)},
                           "is not called: its type is " + words_of(of.type)};
  }
  if (auto const prefix = denied_prefix(rules, number.number)) {
    return DiallingProblem{"prefix",
                           "is not called: numbers that begin with " + *prefix + " are not"};
  }
  if (lets_pass(rules.countries, of) && (!site || lets_pass(site->countries, of))) {
    return std::nullopt;
  }
  return DiallingProblem{"country", "is in a country that is not called"};
}

std::optional<DiallingProblem> dialling_problem(World const& world, Callback const& callback) {
  return dialling_problem(*world.site, world.names.sites.name(callback.site),
                          {callback.phone, callback.number_class, {}});
}

std::optional<Refusal> refuse_number(World const& world, SiteId site, ClassedNumber const& number) {
  auto const problem = dialling_problem(*world.site, world.names.sites.name(site), number);
  if (!problem) return std::nullopt;
  return refusal_of(*problem, "This number ");
}

std::optional<Refusal> refuse_dial(Step const& step, Callback const& callback,
                                   ClassedNumber const& number, int legs) {
  if (!step.world.roster.find(callback.agent)->settings) {
    return refuse(RefusalReason::kForbidden,
                  "You are not in the definition any more: nobody is dialled for you.");
  }
  if (auto refused = refuse_number(step.world, callback.site, number)) return refused;
  if (auto refused = refuse_call(step.world, number.number, step.now)) return refused;
  return refuse_rate(step, callback.agent, legs);
}

void count_dial(Step& step, Callback const& callback) {
  step.world.dial_rates.add(callback.agent, step.now);
}

std::optional<ClassedNumber> outside_phone(AgentEntry const& agent) {
  if (!agent.settings) return std::nullopt;
  auto const& settings = *agent.settings;
  auto const number =
      settings.phone_number ? settings.phone_number : number_outside(settings.phone);
  if (!number) return std::nullopt;
  return ClassedNumber{*number, settings.phone_class, {}};
}

std::optional<Refusal> refuse_phone(World const& world, AgentEntry const& agent) {
  if (!agent.settings || agent.settings->phone.empty()) return std::nullopt;
  auto const& phone = agent.settings->phone;
  auto const number = outside_phone(agent);
  bool const outside = is_outside(phone) || phone.find('+') != std::string::npos;
  if (!is_dial_string(phone) || (outside && !number)) {
    return refuse(RefusalReason::kNumberRefused, "The agent's phone cannot be dialled.");
  }
  if (!number) return std::nullopt;
  // It belongs to no site, so what any of them blocks is refused.
  auto const problem = dialling_problem(*world.site, {}, *number);
  if (!problem) return std::nullopt;
  return refusal_of(*problem, "The agent's phone ");
}

std::optional<Refusal> refuse_phone_of(Step const& step, Callback const& callback,
                                       AgentEntry const& asked) {
  if (refuse_phone(step.world, asked)) {
    return refuse(RefusalReason::kTargetUnavailable, "The agent's phone is not dialled.");
  }
  return outside_phone(asked) ? refuse_rate(step, callback.agent, 1) : std::nullopt;
}

void count_phone_of(Step& step, Callback const& callback, AgentEntry const& asked) {
  if (outside_phone(asked)) step.world.dial_rates.add_to_agent(callback.agent, step.now);
}

seconds max_call(World const& world) {
  return std::chrono::minutes{world.site->dialling.max_call_minutes};
}

Instant dial_phone(Step& step, AgentEntry const& agent, Dial order) {
  order.reach = Reach::kAgentPhone;
  order.endpoint = endpoint_of(step.world, agent);
  if (outside_phone(agent) && !order.endpoint.empty()) {
    order.longest = max_call(step.world);
    step.world.dial_rates.add_to_all(step.now);
  }
  auto const ends_at = end_of(step, order);
  step.order(std::move(order));
  return ends_at;
}

Instant dial_outside(Step& step, Callback const& callback, ClassedNumber const& number,
                     Dial order) {
  CALLBACKD_CHECK(!refuse_number(step.world, callback.site, number));
  order.reach = Reach::kNumber;
  order.longest = max_call(step.world);
  order.endpoint = base::to_text(number.number);
  auto const ends_at = end_of(step, order);
  step.order(std::move(order));
  return ends_at;
}

}  // namespace callbackd::core
