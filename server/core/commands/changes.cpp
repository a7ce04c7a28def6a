#include "core/commands/changes.hpp"

#include <algorithm>

#include "core/commands/intake.hpp"
#include "core/messages/refusals.hpp"
#include "core/read/dialling.hpp"
#include "core/read/not_there.hpp"
#include "core/read/slots.hpp"
#include "core/read/views.hpp"
#include "core/rules/change_limits.hpp"
#include "core/rules/offers.hpp"
#include "core/rules/schedule.hpp"
#include "core/rules/slot_booking.hpp"
#include "core/rules/waiting_calls.hpp"

namespace callbackd::core {
namespace {

struct AfterChange {  // the callback's values after the change
  QueueId queue = kNoQueue;
  base::PhoneNumber phone;
  bool keeps_slot = false;  // allowed even if the slot has begun or is overbooked
};

// Says as which kind of key a request of this actor is counted. A customer has a manage token, not
// a key. The request of a customer is counted as one with a publishable key, because anybody can
// have a manage token or a publishable key. A request of any other actor is counted as one with a
// secret key.
KeyKind key_kind_of(Actor const& by) {
  return by.kind == Actor::Kind::kCustomer ? KeyKind::kPublishable : KeyKind::kSecret;
}

// Says as which kind of key the callback is counted in its new slot. Strangers (publishable keys)
// may take only a part of a slot's places. A callback that was made with a publishable key is
// counted in that part. But if the site or a supervisor moves it, it is counted as if it had been
// made with a secret key.
KeyKind slot_key_kind(Callback const& callback, ChangeCallback const& command) {
  return callback.publishable ? key_kind_of(command.by) : KeyKind::kSecret;
}

bool moves(ChangeCallback const& command) {
  return command.window || command.queue;
}

std::optional<Refusal> check_number(World const& world, Callback const& callback,
                                    ChangeCallback const& command) {
  if (!command.phone || *command.phone == callback.phone) return std::nullopt;
  auto problem = dialling_problem(*world.site, world.names.sites.name(callback.site),
                                  {*command.phone, command.number_class, {}});
  if (!problem) return std::nullopt;
  return invalid_field("phone", problem->rule, problem->about());
}

// Called when a change gives the callback another queue but no new window, so that the customer's
// not_after stays. Returns a refusal if the new queue cannot offer the callback before not_after. A
// callback without a not_after, or with a live call, is not checked.
std::optional<Refusal> check_new_hours(Step const& step, Callback const& callback,
                                       QueueEntry const& queue) {
  if (!callback.not_after_given || callback.call) return std::nullopt;
  auto closed = check_hours(queue, {callback.due_at, callback.expires_at}, step.now);
  if (closed) closed->errors.front().field = "queue";
  return closed;
}

std::optional<Refusal> find_problem(Step const& step, Callback const& callback,
                                    ChangeCallback const& command, AfterChange& after) {
  auto const& world = step.world;
  bool const active = callback.state == CallbackState::kActive;
  if (is_final(callback.state)) return wrong_state(callback.state);
  if (active && (moves(command) || command.phone)) return wrong_state(callback.state);
  if (command.person_version && *command.person_version != callback.person_version) {
    return refuse(RefusalReason::kVersionConflict,
                  "The callback was changed by somebody else in the meantime: read it again, then "
                  "repeat your change.");
  }
  after = {callback.queue, command.phone.value_or(callback.phone)};
  if (command.queue) {
    auto const* queue = step.world.find_queue(*command.queue);
    if (!queue) return invalid_field("queue", "unknown", "There is no such queue.");
    after.queue = queue->id;
  }
  if (command.window) {
    auto const& queue = world.queue(after.queue);
    if (auto wrong = check_window(*command.window, step.now, command.begin_is_kept)) return wrong;
    after.keeps_slot = queue.id == callback.queue && callback.slot_at != kNever &&
                       command.window->not_before == callback.slot_at;
    auto wrong = after.keeps_slot ? std::nullopt : check_slot(queue, *command.window, step.now);
    if (wrong) return wrong;
    if (auto closed = check_hours(queue, *command.window, step.now)) return closed;
  } else if (after.queue != callback.queue) {
    if (auto closed = check_new_hours(step, callback, world.queue(after.queue))) return closed;
  }
  if (auto wrong = check_number(world, callback, command)) return wrong;
  if (!command.window || after.keeps_slot) return std::nullopt;
  return check_room(world, world.queue(after.queue), *command.window,
                    {slot_key_kind(callback, command), &callback});
}

std::optional<Refusal> find_duplicate(World const& world, Callback const& callback,
                                      ChangeCallback const& command, AfterChange const& after) {
  bool const elsewhere = after.phone != callback.phone || after.queue != callback.queue;
  bool const refuses = world.queue(after.queue).settings->duplicates == DuplicatePolicy::kRefuse;
  if (!elsewhere || !refuses) return std::nullopt;
  auto const* waiting = world.duplicate(callback.site, after.queue, after.phone, &callback);
  if (!waiting) return std::nullopt;
  bool const by_site = command.by.kind == Actor::Kind::kSite;
  return duplicate_of(*waiting, by_site ? KeyKind::kSecret : KeyKind::kPublishable);
}

// If a customer or site gives a new number, the change counts towards the limits, like a post with
// that number. It counts even if it is then refused as a duplicate, because such a refusal shows
// that a callback of this number waits.
std::optional<Refusal> count_number(Step& step, Callback const& callback,
                                    ChangeCallback const& command) {
  auto const kind = command.by.kind;
  bool const asked = kind == Actor::Kind::kCustomer || kind == Actor::Kind::kSite;
  if (!asked || !command.phone || *command.phone == callback.phone) return std::nullopt;
  auto& world = step.world;
  auto const* site = world.site->find_site(world.names.sites.name(callback.site));
  if (!site) return std::nullopt;
  return count_request(step, *site,
                       {callback.site, *command.phone, key_kind_of(command.by), command.source});
}

// Whether the agent's layout (the fields that agents see) shows an attribute that the change
// concerns. Only attributes matter. The number, window and queue of an active callback cannot
// change, and the priority is not shown.
bool shows(Callback const& callback, ChangeCallback const& command) {
  if (!command.attributes_patch_json) return false;
  if (!command.attributes_changed) return true;
  auto const& interaction = *callback.interaction;
  auto const* const queue = interaction.site->find_queue(interaction.row.queue);
  auto const* const layout = queue ? interaction.site->find_layout(queue->layout) : nullptr;
  if (!layout) return false;
  auto const names = [&](LayoutField const& field) {
    constexpr std::string_view kPrefix = "attributes.";
    auto const from = std::string_view{field.from};
    if (!from.starts_with(kPrefix)) return false;
    auto const path = from.substr(kPrefix.size());
    auto const is_inside = [](std::string_view whole, std::string_view part) {
      return part == whole || (part.starts_with(whole) && part[whole.size()] == '.');
    };
    auto const changed = [&](std::string const& key) {
      return is_inside(key, path) || is_inside(path, key);
    };
    return std::ranges::any_of(*command.attributes_changed, changed);
  };
  return std::ranges::any_of(layout->case_information, names) ||
         std::ranges::any_of(layout->callback_information, names);
}

void change_person(Step& step, Callback& callback, ChangeCallback const& command) {
  if (!command.phone && !command.attributes_patch_json && !command.requested_time) return;
  DetailsChange change;
  change.callback = callback.id;
  change.version = ++callback.person_version;
  change.phone = command.phone;
  change.extension = command.extension;
  change.attributes_patch_json = command.attributes_patch_json;
  change.when = command.requested_time;
  step.records.add(std::move(change));
}

// Gives the callback a new window. If the window begins in the future, or if the callback is
// scheduled, the callback starts anew, as if it had just come. A queued callback keeps its place if
// the new window begins now or has only a new end.
void move(Step& step, Callback& callback, TimeWindow const& window) {
  bool const later = window.not_before && *window.not_before > step.now;
  if (later || callback.state == CallbackState::kScheduled) begin_anew(step, callback);
  leave_slot(step, callback);
  take_slot(step, callback, window);
  set_times_for(step, callback, window);
}

}  // namespace

// Changes a callback. The order of the checks matters. First, faults of the request are found.
// Second, the limits of changes of this callback are checked. Third, if the number is new, the
// request is counted towards the limits of a post with that number. Duplicates are looked for last,
// so that a client can ask only a limited number of times which phone numbers wait. After all
// checks, the change is made.
AnswerBody handle(Step& step, ChangeCallback const& command) {
  auto& world = step.world;
  auto* const callback = world.find(command.id);
  if (!callback) return unknown_callback(world, command.id);
  if (callback->call && !callback->interaction && command.window) return call_in_progress();
  AfterChange after;
  if (auto refusal = find_problem(step, *callback, command, after)) return std::move(*refusal);
  bool const renumbers = after.phone != callback->phone;
  auto* const made = changes_by(command.by.kind, *callback);
  if (made != nullptr) {
    if (auto refusal = check_change(*made, renumbers, step.now)) return std::move(*refusal);
  }
  if (auto refusal = count_number(step, *callback, command)) return std::move(*refusal);
  if (auto found = find_duplicate(world, *callback, command, after)) return std::move(*found);
  step.by = actor_text(command.by);
  step.touch(*callback);
  if (made != nullptr) count_change(*made, renumbers, step.now);
  change_person(step, *callback, command);
  world.reposition(*callback, [&] {
    callback->phone = after.phone;
    if (command.phone) callback->number_class = command.number_class;
    if (command.phone) callback->set_extension(command.extension);
    callback->priority = command.priority.value_or(callback->priority);
  });
  bool const elsewhere = after.queue != callback->queue;
  bool const offered = callback->state == CallbackState::kOffered;
  if (offered && (command.window || elsewhere)) {
    close_offer(step, *callback, OfferOutcome::kRescinded);
  }
  change_queue(step, *callback, after.queue);
  if (command.window) move(step, *callback, *command.window);
  if (elsewhere && !command.window) {
    take_slot_if_free(step, *callback, slot_key_kind(*callback, command));
  }
  step.log(*callback, EventType::kChanged);
  if (command.window || elsewhere) {
    place(step, *callback, Trigger::kMoved);
  } else if (command.phone && callback->state == CallbackState::kQueued) {
    reconsider(step, *callback);  // the new number may have reached its limit of calls
  }
  if (callback->interaction && shows(*callback, command)) step.interaction_changed(*callback);
  return callback_view(world, *callback, step.now);
}

// Cancels a callback. While an agent has it in a live call, the cancel is only noted
// (cancel_requested): the agent is told, and decides. Any other callback that is not final is
// cancelled in this step. If its call waits on hold for an agent, the call is hung up. If the
// callback is cancelled already, the answer is the same again. If it is final in another way, the
// request is refused.
AnswerBody handle(Step& step, CancelCallback const& command) {
  auto& world = step.world;
  auto* const callback = world.find(command.id);
  if (!callback) return unknown_callback(world, command.id);
  if (callback->state == CallbackState::kCancelled)
    return callback_view(world, *callback, step.now);
  if (is_final(callback->state)) return wrong_state(callback->state);
  step.by = actor_text(command.by);
  step.touch(*callback);
  bool const known = callback->cancel_requested && in_call(*callback);
  if (callback->interaction && !known) step.interaction_changed(*callback);
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

AnswerBody handle(Step& step, VoidManageToken const& command) {
  auto* const callback = step.world.find(command.id);
  if (!callback) return refuse(RefusalReason::kNotFound, "There is no such callback.");
  if (callback->token_version == kFirstTokenVersion) {
    step.by = actor_text(command.by);
    step.touch(*callback);
    ++callback->token_version;
    step.log(*callback, EventType::kManageTokenVoided);
  }
  return callback_view(step.world, *callback, step.now);
}

}  // namespace callbackd::core
