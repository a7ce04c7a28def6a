#include "core/rules/outside_legs.hpp"

#include "base/check.hpp"
#include "core/read/dialling.hpp"

namespace callbackd::core {
namespace {

Instant end_of(Step const& step, Dial const& order) {
  return order.longest.count() > 0 ? step.now + order.longest : kNever;
}

}  // namespace

void count_dial(Step& step, Callback const& callback) {
  step.world.dial_rates.add(callback.agent, step.now);
}

void count_phone_of(Step& step, Callback const& callback, AgentEntry const& asked) {
  if (outside_phone(asked)) step.world.dial_rates.add_to_agent(callback.agent, step.now);
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
