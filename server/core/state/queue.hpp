// One queue: its settings compiled, its opening, its waiting line and what it remembers of waits.
// Engine thread. A queue that left the definition keeps its last settings until its callbacks are
// worked off.
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

struct TargetNeeds {  // one step of the bullseye
  std::chrono::seconds after{0};
  Needs needs;
};

struct QueueEntry {
  QueueId id = kNoQueue;
  QueuePtr settings;
  std::shared_ptr<calendar::OfficeHours const> hours;  // null: always open
  // What its slots are cut from: its hours, or whole days of the company's zone; null: no slots.
  std::shared_ptr<calendar::OfficeHours const> slot_hours;
  std::vector<TargetNeeds> targets;
  bool in_force = false;
  bool unknown = false;  // only a restored callback names it: whoever works may drain it
  WaitingLine line;
  WaitingLine opening_line;  // those who wait for the next opening, as they will stand then
  WaitHistory history;

  // Whether an offer may be made now: open, and not closing before it could run out and a call
  // begin.
  bool offerable(Instant now) const;
  bool open(Instant now) const { return phase_at(now).open; }
  // The first instant from this one on at which an offer may be made; nullopt: none within the
  // calendar's search. For looking ahead: it keeps nothing of what it finds.
  std::optional<Instant> next_offerable(Instant from) const;
  // Likewise; itself if it never opens.
  Instant first_offerable(Instant from) const { return next_offerable(from).value_or(from); }
  // The first instant at which an offerable queue is not any more; kNever: stays open.
  Instant offerable_until(Instant now) const;
  // The next opening after the present one, or the next at all; nullopt: none within the calendar's
  // search.
  std::optional<Instant> next_opening(Instant now) const;

  std::size_t step_index(Instant entered_at, Instant now) const;  // targets.size(): no step yet
  Needs const& needs_at(std::size_t step) const;
  Needs const& needs_now(Callback const& callback, Instant now) const;
  Instant next_step_at(Callback const& callback, Instant now) const;  // kNever: none

  void hours_changed() { phase_from_ = kNever; }

  // How long an offer needs to run out and a call to begin.
  base::Duration needed_before_closing() const;

 private:
  calendar::OfficeHours::Phase const& phase_at(Instant now) const;

  mutable calendar::OfficeHours::Phase phase_;  // holds in [phase_from_, phase_.until)
  mutable Instant phase_from_ = kNever;
};

}  // namespace callbackd::core
