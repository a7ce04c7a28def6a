// The call inside an interaction: its legs, how an attempt ends, and the work after it. Engine
// thread. Never dials twice: each leg is ordered once, and ids are deterministic.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// Every view of an interaction lists its attempts: so many still fit into one message.
inline constexpr std::size_t kAttemptsMax = 200;

AttemptRow* last_attempt(Callback& callback);  // of the callback; nullptr: none yet

// Orders the end of whatever leg still lives; the attempt is over when the gateway says so.
void begin_end(Step& step, Callback& callback);
// The same, but the attempt is over at once; later words of the gateway about it are ignored.
// Nothing without a call.
void end_call_now(Step& step, Callback& callback);
// The attempt is over: ready to call again, or gone from this agent, by the retry policy or because
// the agent is gone for good.
void attempt_over(Step& step, Callback& callback);
void leg_ended(Step& step, Callback& callback, LegEnded const& event);

// When Mark Done happens by itself; kNever: not.
Instant after_call_work_ends(Callback const& callback);

}  // namespace callbackd::core
