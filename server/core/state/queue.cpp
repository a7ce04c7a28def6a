#include "core/state/queue.hpp"

#include <algorithm>

namespace callbackd::core {
namespace {

// How long an answer of the calendar is kept at most. The answer is a phase: a time in which the
// queue stays open, or stays closed. Its end "never" only means "not within the calendar's search",
// so the calendar must be asked again from time to time.
constexpr std::chrono::days kPhaseKept{1};

}  // namespace

calendar::OfficeHours::Phase const& QueueEntry::phase_at(Instant now) const {
  bool const known = phase_from_ != kNever && now >= phase_from_ &&
                     now < std::min(phase_.until, phase_from_ + kPhaseKept);
  if (!known) {
    phase_ = hours ? hours->phase_at(now) : calendar::OfficeHours::Phase{true, kNever};
    phase_from_ = now;
  }
  return phase_;
}

base::Duration QueueEntry::needed_before_closing() const {
  return settings->offer_timeout + settings->closing_margin;
}

bool QueueEntry::offerable(Instant now) const {
  auto const& phase = phase_at(now);
  return phase.open && (phase.until == kNever || now + needed_before_closing() <= phase.until);
}

std::optional<Instant> QueueEntry::next_offerable(Instant from) const {
  if (!hours) return from;
  auto const last = from + calendar::OfficeHours::kSearchDays;
  // Looks at one opening after the other, because an opening may be too short for an offer. A phase
  // is a time in which the queue stays open, or stays closed.
  for (auto at = from; at <= last;) {
    auto const phase = hours->phase_at(at);
    bool const fits = phase.until == kNever || at + needed_before_closing() <= phase.until;
    if (phase.open && fits) return at;
    if (phase.until == kNever) return std::nullopt;
    at = phase.until;
  }
  return std::nullopt;
}

Instant QueueEntry::offerable_until(Instant now) const {
  auto const& phase = phase_at(now);
  if (phase.until == kNever) return kNever;
  return phase.until - needed_before_closing() + base::Duration{1};
}

std::optional<Instant> QueueEntry::next_opening(Instant now) const {
  if (!hours) return std::nullopt;
  auto const phase = phase_at(now);
  if (phase.until == kNever) return std::nullopt;
  return hours->next_open(phase.until);
}

std::size_t QueueEntry::step_index(Instant entered_at, Instant now) const {
  std::size_t index = targets.size();
  if (entered_at == kNever) return index;
  for (std::size_t i = 0; i < targets.size() && entered_at + targets[i].after <= now; ++i)
    index = i;
  return index;
}

Needs const& QueueEntry::needs_at(std::size_t step) const {
  static Needs const kNothing;
  return step == targets.size() ? kNothing : targets[step].needs;
}

Needs const& QueueEntry::needs_now(Callback const& callback, Instant now) const {
  return needs_at(step_index(callback.queue_entered_at, now));
}

Instant QueueEntry::next_step_at(Callback const& callback, Instant now) const {
  if (callback.queue_entered_at == kNever) return kNever;
  for (auto const& target : targets) {
    Instant const at = callback.queue_entered_at + target.after;
    if (at > now) return at;
  }
  return kNever;
}

}  // namespace callbackd::core
