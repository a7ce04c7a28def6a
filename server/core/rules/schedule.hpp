// Where a callback goes in time: queued, scheduled for later or for the next opening, or expired.
// Every change of state goes through change_state(), which knows only the rows of transitions.hpp.
#pragma once
#include "core/rules/step.hpp"
#include "core/state/transitions.hpp"

namespace callbackd::core {

void change_state(Step& step, Callback& callback, Trigger trigger, CallbackState to);
void set_due(Step& step, Callback& callback, Instant at);

// Due callbacks wait in their queue, unless it closes too soon; later ones are scheduled; too late
// ones expire.
void place(Step& step, Callback& callback, Trigger trigger);
void due(Step& step, Callback& callback);  // its timer ran while scheduled or queued

// Expiry as the window says, or the queue's lifetime after it is due.
void set_expiry(Step& step, Callback& callback, std::optional<Instant> not_after);
void enter_queue(Step& step, Callback& callback,
                 QueueId queue);  // a change of queue; nothing if it is the same
// Whether waiting for this agent makes sense: one of the definition who serves the queue and did
// not just let the callback go.
bool may_reserve(Step const& step, Callback const& callback, AgentEntry const& agent);
// For this agent alone, for the queue's time but at least a minute, from `from`.
void reserve(Step& step, Callback& callback, AgentId agent, Instant from);
void clear_reservation(Callback& callback);

void exclude(Step& step, Callback& callback, AgentId agent, std::chrono::seconds how_long);
void begin_anew(Step& step, Callback& callback);  // place, offer count, exclusions and reservation

}  // namespace callbackd::core
