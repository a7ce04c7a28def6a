// The call inside an interaction: its legs, how an attempt ends, and the work after it. Engine
// thread. Never dials twice: each leg is ordered once, and ids are deterministic.
#pragma once
#include "core/step.hpp"

namespace callbackd::core {

// Every view of an interaction lists its attempts: so many still fit into one message.
inline constexpr std::size_t kAttemptsMax = 200;

void acts(Step& step, Callback& callback);  // its agent does what follows
Refusal wrong_call(Callback const& callback);
// Owner and contact can hear each other or could, and nobody is aside.
bool is_together(Callback const& callback);
bool may_invite(Callback const& callback);  // others
// Durable with the attempt, so that a restart finds it.
void set_status(Step& step, Callback& callback, CallStatus status);
bool may_resume(Callback const& callback);
void hold(Step& step, Callback& callback);
void resume(Step& step, Callback& callback);

// Whether digits can be sent to this leg now.
bool hears(Callback const& callback, LegNumber number);
// Of the number that this leg was dialled at; empty: none. nullptr: not a leg of somebody outside.
std::string const* extension_of(Callback const& callback, LegNumber number);
bool may_send_extension(Callback const& callback);  // to anybody in the call

AttemptRow* last_attempt(Callback& callback);  // of the callback; nullptr: none yet

// Orders the end of whatever leg still lives; the attempt is over when the gateway says so.
void begin_end(Step& step, Callback& callback);
// The same, but the attempt is over at once; later words of the gateway about it are ignored.
// Nothing without a call.
void end_call_now(Step& step, Callback& callback);
void close_attempt(Step& step, Callback& callback);  // its row and its event; no call any more
// The attempt is over: ready to call again, or gone from this agent, by the retry policy or because
// the agent is gone for good.
void attempt_over(Step& step, Callback& callback);
void leg_ended(Step& step, Callback& callback, LegEnded const& event);

// When who was asked must have accepted; kNever: nobody is asked.
Instant consultation_ends(Callback const& callback);
// When the agent is told that the gateway is about to end the call; kNever: not.
Instant end_is_told(Callback const& callback);
void tell_of_end(Step& step, Callback& callback);  // if it is time
// When Mark Done happens by itself; kNever: not.
Instant after_call_work_ends(Callback const& callback);

}  // namespace callbackd::core
