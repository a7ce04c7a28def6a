// How often a number may be dialled within a day, over all its callbacks: who is refused a call,
// and what waits until it may be dialled again. Engine thread. The company's
// calls_per_number_per_day; 0 is no limit. Never counts a call that did not get past the agent's
// own phone.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// When this number may be dialled, `from` at the earliest.
Instant callable_from(World const& world, base::PhoneNumber phone, Instant from);
// The first instant, `from` at the earliest, at which its queue would offer it and its number may
// be dialled.
Instant first_callable(World const& world, Callback const& callback, Instant from);
// Scheduled no further than its number's limit makes it.
bool waits_for_number(World const& world, Callback const& callback, Instant now);

// Calls that only ring at an agent's phone count here: two agents must not both dial the last one.
std::optional<Refusal> refuse_call(World const& world, base::PhoneNumber phone, Instant now);

// An attempt begins; its contact is dialled; it ended and that never happened.
void call_begins(World& world, AttemptRow const& attempt);
void call_reaches_out(Step& step, AttemptRow const& attempt);
void call_never_left(World& world, AttemptRow const& attempt);
// Somebody who is asked into a call, or given it, is dialled at this number.
void party_reaches_out(Step& step, base::PhoneNumber phone);

}  // namespace callbackd::core
