#include "core/intake.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "core/estimate.hpp"
#include "core/routing.hpp"
#include "core/schedule.hpp"
#include "core/slots.hpp"
#include "core/views.hpp"

namespace callbackd::core {
namespace {

Refusal too_far(std::string field) {
  return invalid_field(
      std::move(field), "range",
      "Must be within the next " + std::to_string(base::kLimits.furthest_ahead.count()) + " days.");
}

struct Destination {
  QueueEntry* queue = nullptr;
  RoutingRule const* rule = nullptr;  // of a routing point
};

bool may_post_to(Site const& site, std::string const& name) {
  return site.queues.empty() ||
         std::find(site.queues.begin(), site.queues.end(), name) != site.queues.end();
}

Destination destination(Step const& step, Site const& site, PostCallback const& command) {
  auto& world = step.world;
  if (!command.queue.empty()) {
    if (!may_post_to(site, command.queue)) return {};
    return {world.find_queue(command.queue), nullptr};
  }
  if (!may_post_to(site, command.routing_point)) return {};
  auto const* rule = choose_rule(world, command.routing_point, command.routing_values, step.now);
  if (!rule) return {};
  return {world.find_queue(rule->queue), rule};
}

bool is_blocked(Site const& site, base::PhoneNumber phone) {
  return std::find(site.blocked_numbers.begin(), site.blocked_numbers.end(), phone) !=
         site.blocked_numbers.end();
}

IntakeRequest counted(World& world, PostCallback const& command) {
  return {world.names.sites.intern(command.site), command.phone, command.source};
}

std::optional<Refusal> refusal_of(Step const& step, Site const& site, PostCallback const& command,
                                  Destination const& to) {
  auto const& world = step.world;
  if (!to.queue) {
    bool const direct = command.routing_point.empty();
    return invalid_field(
        direct ? "queue" : "routing_point", "unknown",
        direct ? "No such queue for this site." : "No such routing point for this site.");
  }
  if (auto wrong = check_window(command.window, step.now)) return wrong;
  if (auto wrong = check_slot(*to.queue, command.window, step.now)) return wrong;
  if (is_blocked(site, command.phone)) {
    return invalid_field("contact.phone", "blocked", "This number is not called.");
  }
  if (auto const* known = world.find(command.id)) return duplicate_of(*known);
  if (to.queue->settings->duplicates == DuplicatePolicy::kRefuse) {
    auto const* waiting = world.duplicate(to.queue->id, command.phone, nullptr);
    if (waiting) return duplicate_of(*waiting);
  }
  if (auto full = check_room(world, *to.queue, command.window, nullptr)) return full;
  if (world.callbacks.size() >= world.callbacks_max) {
    return refuse(RefusalReason::kUnavailable, "Too many callbacks are waiting.");
  }
  return std::nullopt;
}

Callback& begin(Step& step, PostCallback const& command) {
  auto& world = step.world;
  Callback& callback = world.callbacks[command.id];
  step.touch(callback);  // blank: the first event tells all
  callback.id = command.id;
  callback.serial = step.serial;
  callback.site = world.names.sites.intern(command.site);
  callback.phone = command.phone;
  callback.created_at = step.now;
  callback.priority = command.priority;
  if (!command.routing_values.empty()) callback.extras().routing_values = command.routing_values;
  return callback;
}

}  // namespace

std::string actor_text(Actor const& actor) {
  switch (actor.kind) {
    case Actor::Kind::kServer:
      return {};
    case Actor::Kind::kCustomer:
      return "customer";
    case Actor::Kind::kSite:
      return "site:" + actor.name;
    case Actor::Kind::kAgent:
      return "agent:" + actor.name;
    case Actor::Kind::kSupervisor:
      return "supervisor:" + actor.name;
  }
  return {};
}

std::optional<Refusal> check_window(TimeWindow const& window, Instant now) {
  auto const furthest = now + base::kLimits.furthest_ahead;
  if (window.not_before && *window.not_before > furthest) return too_far("when.not_before");
  if (window.not_after && *window.not_after > furthest) return too_far("when.not_after");
  if (!window.not_after) return std::nullopt;
  if (*window.not_after <= now) {
    return invalid_field("when.not_after", "past", "The window is already over.");
  }
  if (window.not_before && *window.not_after <= *window.not_before) {
    return invalid_field("when.not_after", "order", "Must be after not_before.");
  }
  return std::nullopt;
}

bool number_blocked(World const& world, SiteId site_id, base::PhoneNumber phone) {
  auto const* site = world.site->find_site(world.names.sites.name(site_id));
  return site && is_blocked(*site, phone);
}

std::optional<Refusal> refuse_number(World const& world, SiteId site_id, OtherNumber const& other) {
  auto const* site = world.site->find_site(world.names.sites.name(site_id));
  if (!site) return std::nullopt;  // its rules went with it
  if (is_blocked(*site, other.number)) {
    return refuse(RefusalReason::kNumberRefused, "This number is not called.");
  }
  auto const& allowed = site->countries;
  if (allowed.empty() || std::find(allowed.begin(), allowed.end(), other.region) != allowed.end()) {
    return std::nullopt;
  }
  return refuse(RefusalReason::kNumberRefused, "Numbers of this country are not called.");
}

Refusal duplicate_of(Callback const& waiting) {
  auto refusal =
      refuse(RefusalReason::kDuplicateCallback, "This number already waits in this queue.");
  refusal.callback = waiting.id;
  return refusal;
}

Refusal limit_reached(RequestLimits::Refused const& refused) {
  auto refusal = refuse(RefusalReason::kLimitReached,
                        "The limit " + std::string{to_text(refused.limit)} + " is reached.");
  refusal.limit = refused.limit;
  refusal.retry_after = std::chrono::ceil<std::chrono::seconds>(refused.wait);
  return refusal;
}

void set_window(Step& step, Callback& callback, TimeWindow const& window) {
  set_due(step, callback, std::max(window.not_before.value_or(step.now), step.now));
  set_expiry(step, callback, window.not_after);
}

AnswerBody handle(Step& step, PostCallback const& command) {
  auto& world = step.world;
  auto const* site = world.site->find_site(command.site);
  if (!site) return refuse(RefusalReason::kForbidden, "Not a site of this company.");
  auto const to = destination(step, *site, command);
  if (auto refusal = refusal_of(step, *site, command, to)) return std::move(*refusal);
  // Last: what is refused for another reason is told so, and is not counted.
  auto const request = counted(world, command);
  if (auto const limit = world.request_limits.check(*site, request, step.now)) {
    return limit_reached(*limit);
  }
  world.request_limits.take(*site, request, step.now);
  step.by = "site:" + command.site;
  Callback& callback = begin(step, command);
  callback.queue = to.queue->id;
  world.list(callback);
  set_window(step, callback, command.window);
  take_slot(step, callback, command.window);
  if (to.rule) apply_rule(step, callback, *to.rule);
  step.records.add(NewDetails{callback.id, command.site, command.details});
  EventData said{{"site", command.site}, {"serial", static_cast<std::int64_t>(step.serial)}};
  if (to.rule) said.push_back({"routing_point", command.routing_point});
  step.log(callback, EventType::kCreated, std::move(said));
  place(step, callback, Trigger::kPosted);
  step.log_more(callback);  // `created` says where it stands, before anyone is offered it
  auto view = callback_view(world, callback, step.now);
  if (view.estimate) callback.told = told_wait(callback, *view.estimate, step.now);
  return view;
}

AnswerBody handle(Step& step, LookCallback const& command) {
  auto const* callback = step.world.find(command.id);
  if (!callback) return refuse(RefusalReason::kNotFound, "No such callback.");
  return callback_view(step.world, *callback, step.now);
}

}  // namespace callbackd::core
