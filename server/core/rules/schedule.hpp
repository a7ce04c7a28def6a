// Decides what happens to a callback at the present time: it is queued now, or it is scheduled for
// later or for the next opening, or it expires. Every change of state goes through change_state(),
// which allows only the rows of transitions.hpp. A callback is due from `due_at` on; its expiry is
// `expires_at`. Engine thread. Layer: rules.
#pragma once
#include "core/rules/step.hpp"
#include "core/state/transitions.hpp"

namespace callbackd::core {

void change_state(Step& step, Callback& callback, Trigger trigger, CallbackState to);
void set_due(Step& step, Callback& callback, Instant at);

// Gives the callback the state that its times ask for. A callback with a call is always queued. Any
// other callback is expired if its expiry has passed. It is scheduled if it is not due, if its
// queue is closed or closes too soon, or if its number has reached its limit of calls. Otherwise it
// is queued. A callback whose queue never opens is queued, too.
void place(Step& step, Callback& callback, Trigger trigger);
// Called when the timer of a scheduled or queued callback ran, or after a change that may concern
// it (a new definition, a new number, a limit of calls that is reached). Changes the state if the
// times now ask for another one. If the callback stays queued, matching looks at it again.
void reconsider(Step& step, Callback& callback);

// Sets the expiry to `not_after`. Without `not_after`, the expiry is the queue's lifetime after
// `due_at`.
void set_expiry(Step& step, Callback& callback, std::optional<Instant> not_after);
// Changes the callback's queue. Does nothing if it is in this queue already. The callback loses the
// slot that it holds in the old queue, and its reservation.
void change_queue(Step& step, Callback& callback, QueueId queue);
// Whether the callback can be reserved for this agent: the agent is in the definition, serves the
// queue, and did not just let the callback go.
bool may_reserve(Step const& step, Callback const& callback, AgentEntry const& agent);
// Reserves the callback for this agent alone. The reservation begins at `from` and lasts for the
// queue's preferred_agent time, but at least a minute.
void reserve(Step& step, Callback& callback, AgentId agent, Instant from);
void clear_reservation(Callback& callback);

void exclude(Step& step, Callback& callback, AgentId agent, std::chrono::seconds how_long);
// Forgets the callback's place in the queue, its count of offers, its exclusions and its
// reservation.
void begin_anew(Step& step, Callback& callback);

}  // namespace callbackd::core
