// How often a number may be dialled within a day, over all its callbacks: who is refused a call,
// and what waits until it may be dialled again. The company's calls_per_number_per_day; 0 is no
// limit. Engine thread. Reads the world and changes nothing: call_counts.hpp counts. Layer: read.
#pragma once
#include <optional>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

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

}  // namespace callbackd::core
