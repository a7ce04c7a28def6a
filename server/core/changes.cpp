// A customer, site or supervisor changes or cancels a callback (declared in intake.hpp).
#include "core/intake.hpp"
#include "core/interactions.hpp"
#include "core/offers.hpp"
#include "core/schedule.hpp"
#include "core/slots.hpp"
#include "core/views.hpp"
#include "core/waiting_calls.hpp"

namespace callbackd::core {
namespace {

struct Plan {  // a change that was found possible
  QueueId queue = kNoQueue;
  base::PhoneNumber phone;
};

bool moves(ChangeCallback const& command) {
  return command.window || command.queue;
}

std::optional<Refusal> find_problem(Step const& step, Callback const& callback,
                                    ChangeCallback const& command, Plan& plan) {
  auto const& world = step.world;
  bool const active = callback.state == CallbackState::kActive;
  if (is_final(callback.state)) return wrong_state(callback.state);
  if (active && (moves(command) || command.phone)) return wrong_state(callback.state);
  if (command.person_version && *command.person_version != callback.person_version) {
    return refuse(RefusalReason::kVersionConflict, "The details were changed meanwhile.");
  }
  plan = {callback.queue, command.phone.value_or(callback.phone)};
  if (command.queue) {
    auto const* queue = step.world.find_queue(*command.queue);
    if (!queue) return invalid_field("queue", "unknown", "No such queue.");
    plan.queue = queue->id;
  }
  bool keeps = false;  // its slot, even if that has begun or holds more than it would take now
  if (command.window) {
    auto const& queue = world.queue(plan.queue);
    if (auto wrong = check_window(*command.window, step.now)) return wrong;
    keeps = queue.id == callback.queue && callback.slot_at != kNever &&
            command.window->not_before == callback.slot_at;
    auto wrong = keeps ? std::nullopt : check_slot(queue, *command.window, step.now);
    if (wrong) return wrong;
  }
  if (plan.phone != callback.phone && number_blocked(world, callback.site, plan.phone)) {
    return invalid_field("phone", "blocked", "This number is not called.");
  }
  bool const elsewhere = plan.phone != callback.phone || plan.queue != callback.queue;
  bool const refuses = world.queue(plan.queue).settings->duplicates == DuplicatePolicy::kRefuse;
  if (elsewhere && refuses) {
    auto const* waiting = world.duplicate(plan.queue, plan.phone, &callback);
    if (waiting) return duplicate_of(*waiting);
  }
  if (!command.window || keeps) return std::nullopt;
  return check_room(world, world.queue(plan.queue), *command.window, &callback);
}

// A customer's or site's new number counts as a request for that number does.
std::optional<Refusal> count_number(Step& step, Callback const& callback,
                                    ChangeCallback const& command) {
  auto const kind = command.by.kind;
  bool const asked = kind == Actor::Kind::kCustomer || kind == Actor::Kind::kSite;
  if (!asked || !command.phone || *command.phone == callback.phone) return std::nullopt;
  auto& world = step.world;
  auto const* site = world.site->find_site(world.names.sites.name(callback.site));
  if (!site) return std::nullopt;
  IntakeRequest const request{callback.site, *command.phone, std::nullopt};
  if (auto const limit = world.request_limits.check_number(*site, request, step.now)) {
    return limit_reached(*limit);
  }
  world.request_limits.take_number(*site, request, step.now);
  return std::nullopt;
}

void change_person(Step& step, Callback& callback, ChangeCallback const& command) {
  if (!command.phone && !command.attributes_patch_json && !command.requested_time) return;
  DetailsChange change;
  change.callback = callback.id;
  change.version = ++callback.person_version;
  change.phone = command.phone;
  change.attributes_patch_json = command.attributes_patch_json;
  change.when = command.requested_time;
  step.records.add(std::move(change));
}

// A later window starts the callback anew; an earlier one, or a mere new end, lets it keep its
// place.
void move(Step& step, Callback& callback, TimeWindow const& window) {
  bool const later = window.not_before && *window.not_before > step.now;
  if (later || callback.state == CallbackState::kScheduled) begin_anew(step, callback);
  set_window(step, callback, window);
  leave_slot(step, callback);
  take_slot(step, callback, window);
}

}  // namespace

AnswerBody handle(Step& step, ChangeCallback const& command) {
  auto& world = step.world;
  auto* const callback = world.find(command.id);
  if (!callback) return refuse(RefusalReason::kNotFound, "No such callback.");
  if (callback->call && !callback->interaction && command.window) return call_in_progress();
  Plan plan;
  if (auto refusal = find_problem(step, *callback, command, plan)) return std::move(*refusal);
  if (auto refusal = count_number(step, *callback, command)) return std::move(*refusal);
  step.by = actor_text(command.by);
  step.touch(*callback);
  change_person(step, *callback, command);
  world.reposition(*callback, [&] {
    callback->phone = plan.phone;
    callback->priority = command.priority.value_or(callback->priority);
  });
  bool const elsewhere = plan.queue != callback->queue;
  bool const offered = callback->state == CallbackState::kOffered;
  if (offered && (command.window || elsewhere)) {
    close_offer(step, *callback, OfferOutcome::kRescinded);
  }
  enter_queue(step, *callback, plan.queue);
  if (command.window) move(step, *callback, *command.window);
  if (elsewhere && !command.window) take_slot_if_free(step, *callback);
  step.log(*callback, EventType::kChanged);
  if (command.window || elsewhere) {
    place(step, *callback, Trigger::kMoved);
  } else if (command.phone && callback->state == CallbackState::kQueued) {
    due(step, *callback);  // this number may have been dialled often enough
  }
  if (callback->interaction) step.interaction_changed(*callback);
  return callback_view(world, *callback, step.now);
}

AnswerBody handle(Step& step, CancelCallback const& command) {
  auto& world = step.world;
  auto* const callback = world.find(command.id);
  if (!callback) return refuse(RefusalReason::kNotFound, "No such callback.");
  if (callback->state == CallbackState::kCancelled)
    return callback_view(world, *callback, step.now);
  if (is_final(callback->state)) return wrong_state(callback->state);
  step.by = actor_text(command.by);
  step.touch(*callback);
  if (callback->interaction) step.interaction_changed(*callback);
  if (callback->interaction && in_call(*callback)) {
    if (!callback->cancel_requested) {
      callback->cancel_requested = true;
      step.log(*callback, EventType::kCancelRequested);
    }
    return callback_view(world, *callback, step.now);
  }
  if (callback->offer) close_offer(step, *callback, OfferOutcome::kRescinded);
  if (callback->call && !callback->interaction) hang_up(step, *callback);
  change_state(step, *callback, Trigger::kCancelled, CallbackState::kCancelled);
  step.log(*callback, EventType::kCancelled);
  return callback_view(world, *callback, step.now);
}

}  // namespace callbackd::core
