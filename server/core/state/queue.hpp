// QueueEntry: one queue in memory: its settings, its office hours, its waiting lines, and its
// history of waits. A queue that left the definition keeps its last settings until its callbacks
// are done. The calendar, which gives the instants below, searches only a limited time ahead
// (OfficeHours::kSearchDays). World owns it. Engine thread.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calendar/office_hours.hpp"
#include "core/state/callback.hpp"
#include "core/state/wait_history.hpp"
#include "core/state/waiting_line.hpp"

namespace callbackd::core {

struct TargetNeeds {  // a TargetStep of the definition, with numbers for its names
  std::chrono::seconds after{0};
  Needs needs;
};

struct QueueEntry {
  QueueId id = kNoQueue;
  QueuePtr settings;
  std::shared_ptr<calendar::OfficeHours const> hours;  // null: always open
  // The hours in which slots are made: `hours`, or whole days in the company's zone if the queue is
  // always open. null: the queue has no slots.
  std::shared_ptr<calendar::OfficeHours const> slot_hours;
  std::vector<TargetNeeds> targets;
  bool in_force = false;     // the definition in force has this queue
  bool unknown = false;      // no definition of this process had it: any agent who works serves it
  WaitingLine line;          // the queued callbacks
  WaitingLine opening_line;  // callbacks scheduled for the next opening, in the order of then
  WaitHistory history;

  // Whether an offer may be made now: the queue is open, and stays open for
  // needed_before_closing().
  bool offerable(Instant now) const;
  bool open(Instant now) const { return phase_at(now).open; }
  // The first instant, `from` at the earliest, at which an offer may be made; nullopt: none is
  // found. `from` may be any instant in the future, because this function always asks the calendar
  // anew.
  std::optional<Instant> next_offerable(Instant from) const;
  // The first instant, `from` at the earliest, at which an offer may be made; `from` if none is
  // found.
  Instant first_offerable(Instant from) const { return next_offerable(from).value_or(from); }
  // Call it only when the queue can make offers now. Returns the first instant at which the queue
  // cannot make offers any more. kNever: the queue stays open.
  Instant offerable_until(Instant now) const;
  // The next opening of the queue. If the queue is open, it is the opening after the present one.
  // nullopt: none is found.
  std::optional<Instant> next_opening(Instant now) const;

  // The target step of a callback that entered the queue at `entered_at`, as an index of `targets`.
  // targets.size(): the callback is at no step yet, and the queue needs no skills for it.
  std::size_t step_index(Instant entered_at, Instant now) const;
  Needs const& needs_at(std::size_t step) const;
  Needs const& needs_now(Callback const& callback, Instant now) const;
  Instant next_step_at(Callback const& callback, Instant now) const;  // kNever: none

  void hours_changed() { phase_from_ = kNever; }

  // The time before the closing of the queue in which no offer is made any more: the offer timeout
  // and the closing margin together.
  base::Duration needed_before_closing() const;

 private:
  calendar::OfficeHours::Phase const& phase_at(Instant now) const;

  // The last answer of the calendar, kept because asking the calendar is slow. It is valid in
  // [phase_from_, phase_.until), but at most for a day (kPhaseKept in queue.cpp).
  mutable calendar::OfficeHours::Phase phase_;
  mutable Instant phase_from_ = kNever;
};

}  // namespace callbackd::core
