// The limit of calls to one number within a day, over all its callbacks (the company's
// calls_per_number_per_day; 0 is no limit): when the number may be dialled again, and the refusal
// of a call. Engine thread. Reads the world and changes nothing; rules/call_counts.hpp counts the
// calls. Layer: read.
#pragma once
#include <optional>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// When this number may be dialled, `from` at the earliest.
Instant callable_from(World const& world, base::PhoneNumber phone, Instant from);
// The first instant, `from` at the earliest, at which the callback's queue would offer it and its
// number may be dialled.
Instant first_callable(World const& world, Callback const& callback, Instant from);
// Whether a scheduled callback waits only because its number has reached the limit.
bool waits_for_number(World const& world, Callback const& callback, Instant now);

// The refusal of a call to this number now; nullopt: it may be called. A call that only rings at an
// agent's phone counts here already, so that two agents cannot both make the last allowed call.
std::optional<Refusal> refuse_call(World const& world, base::PhoneNumber phone, Instant now);

}  // namespace callbackd::core
