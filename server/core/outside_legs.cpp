#include "core/outside_legs.hpp"

#include "base/check.hpp"
#include "core/dialling.hpp"

namespace callbackd::core {

void count_dial(Step& step, Callback const& callback) {
  step.world.dial_rates.add(callback.agent, step.now);
}

void dial_outside(Step& step, Callback const& callback, ClassedNumber const& number, Dial order) {
  CALLBACKD_CHECK(!refuse_number(step.world, callback.site, number));
  order.reach = Reach::kNumber;
  order.longest = max_call(step.world);
  order.endpoint = base::to_text(number.number);
  step.order(std::move(order));
}

}  // namespace callbackd::core
