#include "core/read/dialling.hpp"

#include <algorithm>

#include "core/definition/dial_string.hpp"
#include "core/messages/refusals.hpp"
#include "core/read/call_limit.hpp"

namespace callbackd::core {
namespace {

Refusal too_often(std::string detail, base::Duration wait) {
  auto refusal = refuse(RefusalReason::kLimitReached, std::move(detail));
  refusal.retry_after = std::chrono::ceil<std::chrono::seconds>(wait);
  return refusal;
}

// Refuses if a limit per hour does not allow this call now. The agent's limit must have room for
// one more leg. The limit of all agents must have room for all `legs`. If that limit itself is
// lower than `legs`, it is enough that no leg was dialled in the last hour.
std::optional<Refusal> refuse_rate(World const& world, AgentId agent, Instant now, int legs) {
  auto const& rules = world.site->dialling;
  auto const& rates = world.dial_rates;
  auto const own = rates.wait_of(agent, rules.dials_per_agent_per_hour, now);
  if (own.count() > 0) {
    return too_often("You have reached your limit of " +
                         std::to_string(rules.dials_per_agent_per_hour) +
                         " dialled numbers within an hour.",
                     own);
  }
  int const room = rules.dials_per_hour == 0 ? 0 : std::max(1, rules.dials_per_hour - legs + 1);
  auto const all = rates.wait_of_all(room, now);
  if (all.count() == 0) return std::nullopt;
  return too_often("All agents together have reached their limit of " +
                       std::to_string(rules.dials_per_hour) + " dialled numbers within an hour.",
                   all);
}

}  // namespace

std::optional<DiallingProblem> dialling_problem(World const& world, Callback const& callback) {
  return dialling_problem(*world.site, world.names.sites.name(callback.site),
                          {callback.phone, callback.number_class, {}});
}

std::optional<Refusal> refuse_number(World const& world, SiteId site, ClassedNumber const& number) {
  auto const problem = dialling_problem(*world.site, world.names.sites.name(site), number);
  if (!problem) return std::nullopt;
  return refuse(RefusalReason::kNumberRefused, problem->about());
}

std::optional<Refusal> refuse_dial(World const& world, Callback const& callback,
                                   ClassedNumber const& number, Instant now, int legs) {
  if (!world.roster.find(callback.agent)->settings) {
    return refuse(RefusalReason::kForbidden,
                  "You are not in the site definition any more: no calls are placed for you.");
  }
  if (auto refused = refuse_number(world, callback.site, number)) return refused;
  if (auto refused = refuse_call(world, number.number, now)) return refused;
  return refuse_rate(world, callback.agent, now, legs);
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
    return refuse(RefusalReason::kNumberRefused,
                  "The agent's phone cannot be dialled: an administrator must correct it in the "
                  "site definition.");
  }
  if (!number) return std::nullopt;
  // An agent's phone belongs to no site. So a number that any site blocks is refused for it.
  auto const problem = dialling_problem(*world.site, {}, *number);
  if (!problem) return std::nullopt;
  return refuse(RefusalReason::kNumberRefused, problem->about("The agent's phone"));
}

std::optional<Refusal> refuse_phone_of(World const& world, Callback const& callback,
                                       AgentEntry const& asked, Instant now) {
  if (refuse_phone(world, asked)) {
    return refuse(RefusalReason::kTargetUnavailable, "The phone of this agent may not be called.");
  }
  return outside_phone(asked) ? refuse_rate(world, callback.agent, now, 1) : std::nullopt;
}

std::string endpoint_of(World const& world, AgentEntry const& agent) {
  bool const has_phone = agent.settings && !agent.settings->phone.empty();
  // This text has a colon, so it is not a dial string, and only the simulator accepts it.
  if (!has_phone) return "sim:" + agent.login;
  return refuse_phone(world, agent) ? std::string{} : agent.settings->phone;
}

std::chrono::seconds max_call(World const& world) {
  return std::chrono::minutes{world.site->dialling.max_call_minutes};
}

}  // namespace callbackd::core
