// QueueEntry: one queue in memory: its settings, its office hours, its waiting lines, and its
// history of waits. Engine thread. A queue that left the definition keeps its last settings, until
// its callbacks are done. The instants below come from the calendar, which searches a limited time
// ahead (OfficeHours::kSearchDays).
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
  // The hours that slots are cut from: `hours`, or whole days of the company's zone; null: no
  // slots.
  std::shared_ptr<calendar::OfficeHours const> slot_hours;
  std::vector<TargetNeeds> targets;
  bool in_force = false;     // the definition in force has this queue
  bool unknown = false;      // no definition of this process had it: any agent who works serves it
  WaitingLine line;          // the queued callbacks
  WaitingLine opening_line;  // callbacks scheduled for the next opening, in the order of then
  WaitHistory history;

  // Whether an offer may be made now: the queue is open, and stays so for needed_before_closing().
  bool offerable(Instant now) const;
  bool open(Instant now) const { return phase_at(now).open; }
  // The first instant from `from` on at which an offer may be made; nullopt: none is found. For any
  // instant in the future: it does not use the kept phase.
  std::optional<Instant> next_offerable(Instant from) const;
  // The same, but `from` itself when none is found.
  Instant first_offerable(Instant from) const { return next_offerable(from).value_or(from); }
  // The first instant at which a queue that is offerable now is not offerable any more; kNever: it
  // stays open.
  Instant offerable_until(Instant now) const;
  // The next opening: of an open queue the one after the present opening. nullopt: none is found.
  std::optional<Instant> next_opening(Instant now) const;

  // The target step of a callback that entered the queue at `entered_at`, as an index of `targets`;
  // targets.size(): it is at no step yet, and the queue asks for no skills.
  std::size_t step_index(Instant entered_at, Instant now) const;
  Needs const& needs_at(std::size_t step) const;
  Needs const& needs_now(Callback const& callback, Instant now) const;
  Instant next_step_at(Callback const& callback, Instant now) const;  // kNever: none

  void hours_changed() { phase_from_ = kNever; }

  // The offer timeout and the closing margin: how long before closing the last offer is made.
  base::Duration needed_before_closing() const;

 private:
  calendar::OfficeHours::Phase const& phase_at(Instant now) const;

  // Kept, because the calendar is expensive to ask: valid in [phase_from_, phase_.until).
  mutable calendar::OfficeHours::Phase phase_;
  mutable Instant phase_from_ = kNever;
};

}  // namespace callbackd::core
