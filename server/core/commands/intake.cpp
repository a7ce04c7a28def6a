#include "core/commands/intake.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "core/definition/dialling_rules.hpp"
#include "core/messages/limit_refusal.hpp"
#include "core/messages/refusals.hpp"
#include "core/read/estimate.hpp"
#include "core/read/not_there.hpp"
#include "core/read/slots.hpp"
#include "core/read/views.hpp"
#include "core/rules/routing.hpp"
#include "core/rules/schedule.hpp"
#include "core/rules/slot_booking.hpp"

namespace callbackd::core {
namespace {

Refusal too_far(std::string field) {
  return invalid_field(
      std::move(field), "range",
      "Must be within the next " + std::to_string(base::kLimits.furthest_ahead.count()) + " days.");
}

// The time after which a client may ask again (`retry_after`), if the server cannot know when the
// limit ends.
constexpr std::chrono::minutes kAskAgain{1};

struct Destination {
  QueueEntry* queue = nullptr;
  RoutingRule const* rule = nullptr;  // nullptr: the post named a queue, not a routing point
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

// How many callbacks can be in memory before a new callback that comes with this kind of key is
// refused. The last tenth of the places in memory is only for secret keys, so that strangers cannot
// fill all of them.
std::size_t room_for(World const& world, KeyKind key) {
  constexpr std::size_t kKeptPart = 10;
  auto const kept = key == KeyKind::kPublishable ? world.callbacks_max / kKeptPart : 0;
  return world.callbacks_max - kept;
}

std::optional<Refusal> refuse_for_room(World const& world, Site const& site,
                                       IntakeRequest const& request) {
  if (world.callbacks.size() >= room_for(world, request.key)) {
    return refuse(RefusalReason::kUnavailable, "Too many callbacks are waiting; try again later.");
  }
  auto const most = static_cast<std::uint64_t>(site.publishable_waiting);
  bool const limited = request.key == KeyKind::kPublishable && most > 0;
  if (limited && world.publishable_live_of(request.site) >= most) {
    return limit_reached(RequestLimit::kPublishableWaiting, kAskAgain);
  }
  return std::nullopt;
}

// Checks the request for every reason to refuse it, except limits, memory and duplicates.
std::optional<Refusal> refusal_of(Step const& step, Site const& site, PostCallback const& command,
                                  Destination const& to) {
  if (!to.queue) {
    bool const direct = command.routing_point.empty();
    return invalid_field(direct ? "queue" : "routing_point", "unknown",
                         direct ? "There is no such queue for this site."
                                : "There is no such routing point for this site.");
  }
  if (auto wrong = check_window(command.window, step.now)) return wrong;
  if (auto wrong = check_slot(*to.queue, command.window, step.now)) return wrong;
  if (auto closed = check_hours(*to.queue, command.window, step.now)) return closed;
  ClassedNumber const number{command.phone, command.number_class, {}};
  if (auto problem = dialling_problem(*step.world.site, site.name, number)) {
    return invalid_field("contact.phone", problem->rule, problem->about());
  }
  return check_room(step.world, *to.queue, command.window, {.key = command.key});
}

std::optional<Refusal> refuse_duplicate(World const& world, PostCallback const& command,
                                        SiteId site, QueueEntry const& queue) {
  if (auto const* known = world.find(command.id)) return duplicate_of(*known, command.key);
  if (queue.settings->duplicates != DuplicatePolicy::kRefuse) return std::nullopt;
  auto const* waiting = world.duplicate(site, queue.id, command.phone, nullptr);
  if (waiting) return duplicate_of(*waiting, command.key);
  return std::nullopt;
}

Callback& begin(Step& step, PostCallback const& command) {
  auto& world = step.world;
  Callback& callback = world.callbacks[command.id];
  step.touch(callback);  // touched while it is empty, so that the first event has all columns
  callback.id = command.id;
  callback.serial = step.serial;
  callback.site = world.names.sites.intern(command.site);
  callback.publishable = command.key == KeyKind::kPublishable;
  callback.phone = command.phone;
  callback.number_class = command.number_class;
  callback.set_extension(command.extension);
  callback.created_at = step.now;
  callback.priority = command.priority;
  if (!command.routing_values.empty()) callback.extras().routing_values = command.routing_values;
  return callback;
}

}  // namespace

std::optional<Refusal> check_window(TimeWindow const& window, Instant now, bool begin_is_kept) {
  auto const furthest = now + base::kLimits.furthest_ahead;
  auto const earliest = now - base::kLimits.past_tolerance;
  if (!begin_is_kept && window.not_before && *window.not_before < earliest) {
    return invalid_field("when.not_before", "in_past", "Must not be in the past.");
  }
  if (window.not_before && *window.not_before > furthest) return too_far("when.not_before");
  if (window.not_after && *window.not_after > furthest) return too_far("when.not_after");
  if (!window.not_after) return std::nullopt;
  if (*window.not_after <= now) {
    return invalid_field("when.not_after", "in_past", "Must not be in the past.");
  }
  if (window.not_before && *window.not_after <= *window.not_before) {
    return invalid_field("when.not_after", "range", "Must be after not_before.");
  }
  return std::nullopt;
}

std::optional<Refusal> check_hours(QueueEntry const& queue, TimeWindow const& window, Instant now) {
  if (!window.not_after) return std::nullopt;
  auto const opens = queue.next_offerable(std::max(window.not_before.value_or(now), now));
  if (opens && *opens < *window.not_after) return std::nullopt;
  auto refusal =
      invalid_field("when", "outside_hours", "The queue is not open for calls within this window.");
  refusal.opens_at = opens;
  return refusal;
}

Refusal duplicate_of(Callback const& waiting, KeyKind asker) {
  auto refusal = refuse(RefusalReason::kDuplicateCallback,
                        "A callback of this number already waits in this queue.");
  if (asker == KeyKind::kSecret) refusal.callback = waiting.id;
  return refusal;
}

std::optional<Refusal> count_request(Step& step, Site const& site, IntakeRequest const& request) {
  auto& limits = step.world.request_limits;
  if (auto const reached = limits.check(site, request, step.now)) {
    return limit_reached(reached->limit, reached->wait);
  }
  limits.take(site, request, step.now);
  return std::nullopt;
}

std::optional<Refusal> count_source(Step& step, Site const& site, IntakeRequest const& request) {
  auto& limits = step.world.request_limits;
  if (auto const reached = limits.check_source(site, request, step.now)) {
    return limit_reached(reached->limit, reached->wait);
  }
  limits.take_source(site, request, step.now);
  return std::nullopt;
}

// Sets `due_at` and expiry for the window. If the begin is in the future and the queue is closed at
// the begin, `due_at` is moved to the opening of the queue. There is one exception: a callback that
// holds the slot of the begin is not moved. A begin that has come already is not moved here. In
// this case place() moves the callback to the opening, and the callback keeps its place.
void set_times_for(Step& step, Callback& callback, TimeWindow const& window) {
  auto due = std::max(window.not_before.value_or(step.now), step.now);
  bool const booked = window.not_before && callback.slot_at == *window.not_before;
  if (due > step.now && !booked) due = step.world.queue_of(callback).first_offerable(due);
  set_due(step, callback, due);
  set_expiry(step, callback, window.not_after);
}

// Takes a website's request. The order of the checks matters. A request that has a fault, or for
// which there is no room in memory, counts only for its source. So a broken website does not use up
// its site's limits. Limits are checked before duplicates. The reason: a stranger could post only
// to learn whether a callback of a number waits, so such a post must count, too. Then the callback
// is made and gets its slot, its times, and the priority and skills of the routing rule. `created`
// is its first event. Last, place() makes the callback expired, scheduled or queued.
AnswerBody handle(Step& step, PostCallback const& command) {
  auto& world = step.world;
  auto const* site = world.site->find_site(command.site);
  if (!site)
    return refuse(RefusalReason::kForbidden,
                  "The site of this key is not in the site definition any more.");
  auto const to = destination(step, *site, command);
  auto const site_id = world.names.sites.intern(command.site);
  IntakeRequest const request{site_id, command.phone, command.key, command.source};
  auto refusal = refusal_of(step, *site, command, to);
  if (!refusal) refusal = refuse_for_room(world, *site, request);
  if (refusal) {
    if (auto limit = count_source(step, *site, request)) return std::move(*limit);
    return std::move(*refusal);
  }
  if (auto limit = count_request(step, *site, request)) return std::move(*limit);
  if (auto found = refuse_duplicate(world, command, site_id, *to.queue)) return std::move(*found);
  step.by = actor_text(Actor::Kind::kSite, command.site);
  Callback& callback = begin(step, command);
  callback.queue = to.queue->id;
  world.list(callback);
  take_slot(step, callback, command.window);
  set_times_for(step, callback, command.window);
  if (to.rule) apply_rule(step, callback, *to.rule);
  step.records.add(NewDetails{callback.id, command.site, command.details});
  EventData said{{"site", command.site}, {"serial", static_cast<std::int64_t>(step.serial)}};
  if (callback.publishable) said.push_back({"publishable", true});
  if (to.rule) said.push_back({"routing_point", command.routing_point});
  step.log(callback, EventType::kCreated, std::move(said));
  place(step, callback, Trigger::kPosted);
  step.log_more(callback);  // `created` gets the state, before matching may log `offered`
  auto view = callback_view(world, callback, step.now);
  if (view.estimate) callback.given_estimate = given_estimate(callback, *view.estimate, step.now);
  return view;
}

AnswerBody handle(Step& step, GetCallback const& command) {
  auto const* callback = step.world.find(command.id);
  if (!callback) return unknown_callback(step.world, command.id);
  return callback_view(step.world, *callback, step.now);
}

}  // namespace callbackd::core
