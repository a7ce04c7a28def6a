// Checks which callback holds which slot. It counts minutes from each opening, which it reads off a
// wall clock (wall_hours.hpp). It does not use the core's arithmetic of slots. Part of Checker,
// which checker.hpp declares.
#include <algorithm>

#include "simulation/checker.hpp"
#include "simulation/wall_hours.hpp"

namespace callbackd::simulation {
namespace {

using std::chrono::floor;
using std::chrono::minutes;

// Whether a slot of the queue begins at this instant. The first slot begins with an opening, and
// each slot begins when the one before it has ended. A change of the clocks does not shift them. A
// queue without hours has one opening for each day in the company's time zone.
bool starts_a_slot(core::SitePtr const& site, core::Queue const& queue, Instant at) {
  calendar::HoursRules rules;
  rules.zone = site->company.time_zone;
  for (auto& day : rules.weekly) day.push_back({0min, 24h});
  auto const* hours = hours_of(site, queue);
  if (hours) rules = hours->rules();
  auto const local = calendar::Zone::find(rules.zone)->to_local(at);
  auto const today = floor<std::chrono::days>(local);
  minutes const length{queue.slots.minutes};
  // The openings of the day before are looked at, too. The reason: where the clocks go back over
  // midnight, the last opening of a day goes on after midnight.
  auto begin = Instant::min();
  for (auto date = today - std::chrono::days{1}; date <= today; date += std::chrono::days{1}) {
    for (auto const& opening : wall_openings(rules, date)) {
      auto const opens = std::max(begin, opening.opens);
      bool const within = at >= opens && at + length <= opening.closes;
      if (within && (at - opens) % length == Duration{0}) return true;
      begin = std::max(begin, opening.closes);
    }
  }
  return false;
}

}  // namespace

void Checker::judge_slot(CallbackFacts const& it, CallbackRow const& before,
                         core::EventRow const& event) {
  auto const& row = it.row;
  auto const id = event.callback;
  if (!row.slot_at) return;
  if (core::is_final(row.state)) report_.violated("{}: holds a slot after its end", name(id));
  bool const kept = before.slot_at == row.slot_at && before.queue == row.queue;
  if (kept || definition_changes()) return;
  auto const* queue = queue_in(facts.site, row.queue);
  if (queue == nullptr) return;  // the queue left the definition while an agent had the callback
  if (queue->slots.minutes == 0) {
    return report_.violated("{}: books in a queue without slots", name(id));
  }
  auto const start = *row.slot_at;
  if (start != row.due_at) report_.violated("{}: is due at another time than booked", name(id));
  if (start < event.at) report_.violated("{}: books a slot that has begun", name(id));
  if (start > event.at + std::chrono::days{queue->slots.days_ahead + 1} + 1h) {
    report_.violated("{}: books further ahead than its queue allows", name(id));
  }
  if (!starts_a_slot(facts.site, *queue, start) || !offerable_at(facts.site, *queue, start)) {
    report_.violated("{}: books what is no slot", name(id));
  }
  auto const end = start + minutes{queue->slots.minutes};
  auto const holders = std::count_if(live_.begin(), live_.end(), [&](CallbackId one) {
    auto const& other = facts.callbacks[one].row;
    return other.queue == row.queue && other.slot_at && *other.slot_at >= start &&
           *other.slot_at < end;
  });
  if (holders > queue->slots.capacity) {
    report_.violated("{}: is number {} in a slot for {}", name(id), holders, queue->slots.capacity);
  }
  bool const asked = event.type == core::EventType::kCreated || event.by == "customer";
  if (!row.publishable || !asked) return;
  auto const strangers = std::count_if(live_.begin(), live_.end(), [&](CallbackId one) {
    auto const& other = facts.callbacks[one].row;
    return other.publishable && other.queue == row.queue && other.slot_at &&
           *other.slot_at >= start && *other.slot_at < end;
  });
  auto const share = std::max(queue->slots.capacity * queue->slots.publishable_percent / 100, 1);
  if (strangers > share) {
    report_.violated("{}: is number {} of those who have publishable keys, theirs are {}", name(id),
                     strangers, share);
  }
}

void Checker::booked(core::PostCallback const& asked, core::CallbackView const& view) {
  auto const* it = facts.find(view.id);
  if (it == nullptr || it->history.empty() || !it->queue_had_slots) return;
  auto const& first = it->history.front();
  auto const wanted = *it->queue_had_slots ? asked.window.not_before : std::nullopt;
  if (first.slot_at != wanted) {
    report_.violated("{}: {}", name(view.id),
                     wanted ? "was taken without the slot it asked for" : "took a slot unasked");
  }
}

void Checker::told(core::ListSlots const& asked, core::SlotsView const& view) {
  auto const* queue = queue_in(facts.site, asked.queue);
  if (queue == nullptr || definition_changes()) return;
  Instant before{};
  for (auto const& slot : view.slots) {
    bool const good = starts_a_slot(facts.site, *queue, slot.start) && slot.start > before &&
                      slot.end - slot.start == std::chrono::minutes{queue->slots.minutes};
    if (!good) return report_.violated("{} is told of a slot that is none", asked.queue);
    before = slot.start;
  }
}

}  // namespace callbackd::simulation
