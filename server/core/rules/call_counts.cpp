#include "core/rules/call_counts.hpp"

#include <vector>

#include "core/read/call_limit.hpp"
#include "core/rules/schedule.hpp"

namespace callbackd::core {
namespace {

using Stage = DialledNumbers::Stage;

// If the number has reached its limit with this call, other queued callbacks with this number
// cannot be called. They leave the queue and wait until the number may be dialled again.
void others_wait(Step& step, base::PhoneNumber dialled) {
  auto& world = step.world;
  if (callable_from(world, dialled, step.now) <= step.now) return;
  std::vector<Callback*> queued;
  for (auto const& queue : world.queues) {
    auto at =
        world.live_numbers.lower_bound({queue.id, dialled, SiteId{}, base::Serial{}, nullptr});
    for (; at != world.live_numbers.end(); ++at) {
      auto const& [of, phone, site, serial, callback] = *at;
      if (of != queue.id || phone != dialled) break;
      if (callback->state == CallbackState::kQueued) queued.push_back(callback);
    }
  }
  for (auto* callback : queued) reconsider(step, *callback);
}

}  // namespace

void call_begins(World& world, AttemptRow const& attempt) {
  world.dialled.begin(attempt.phone, attempt.started_at, Stage::kRinging);
}

void call_reaches_out(Step& step, AttemptRow const& attempt) {
  step.world.dialled.note_dialled(attempt.phone, attempt.started_at);
  others_wait(step, attempt.phone);
}

void party_reaches_out(Step& step, base::PhoneNumber phone) {
  step.world.dialled.begin(phone, step.now, Stage::kDialled);
  others_wait(step, phone);
}

void call_never_left(World& world, AttemptRow const& attempt) {
  world.dialled.note_never_dialled(attempt.phone, attempt.started_at);
}

}  // namespace callbackd::core
