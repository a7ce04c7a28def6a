// The limit of calls to one number within a day, over all callbacks with this number
// (calls_per_number_per_day of the company; 0 is no limit). Says when the number may be dialled
// again, and refuses calls. Engine thread. Reads the world and changes nothing;
// rules/call_counts.hpp counts the calls. Layer: read.
#pragma once
#include <optional>

#include "core/messages/view.hpp"
#include "core/state/world.hpp"

namespace callbackd::core {

// The first instant, `from` at the earliest, at which this number may be dialled.
Instant callable_from(World const& world, base::PhoneNumber phone, Instant from);
// The first instant, `from` at the earliest, at which the callback's queue makes offers and its
// number may be dialled.
Instant first_callable(World const& world, Callback const& callback, Instant from);
// Whether a scheduled callback waits for its number's limit of calls: the number has reached the
// limit, and `due_at` is not later than the first instant at which the queue makes offers and the
// number may be dialled again.
bool waits_for_call_limit(World const& world, Callback const& callback, Instant now);

// The refusal of a call to this number now; nullopt: it may be called. Here a call counts from the
// moment it is placed, before the number itself is dialled. So two agents cannot both make the last
// allowed call.
std::optional<Refusal> refuse_call(World const& world, base::PhoneNumber phone, Instant now);

}  // namespace callbackd::core
