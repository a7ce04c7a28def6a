// Questions about a callback's phone call: its last attempt, which legs hear each other, what its
// agent may do with it, when it ends. Engine thread. Reads one callback and changes nothing. Layer:
// read.
#pragma once
#include <string>

#include "core/messages/view.hpp"
#include "core/state/callback.hpp"

namespace callbackd::core {

// How many times one callback may be called. There is a limit because every view of an interaction
// lists all attempts, and must fit into one message.
inline constexpr std::size_t kAttemptsMax = 200;

LegId leg_id(Callback const& callback, LegNumber number);
AttemptRow* last_attempt(Callback& callback);  // nullptr: the callback was never called

// Whether owner and contact are both connected, and nobody is aside (consulted, or the target of a
// transfer). The contact can be on hold.
bool is_together(Callback const& callback);
bool may_invite(Callback const& callback);     // may transfer, consult, or add others
bool may_resume(Callback const& callback);     // the call is on hold and can be resumed
Refusal wrong_call(Callback const& callback);  // the call is not in a state for this action
// The heir: the agent of a conference who gets the call when its owner leaves. nullptr: nobody.
Party const* heir(Callback const& callback);
// The same as heir(), except in the time between a restart and the gateway's snapshot. In that time
// an agent of the conference who talked when the server stopped is also an heir. If that agent's
// leg is gone, the snapshot shows it later.
Party const* likely_heir(Callback const& callback);

// Whether digits can be sent to this leg now.
bool can_send_digits_to(Callback const& callback, LegNumber number);
// The extension of the number that was dialled for this leg; empty: the number has none. nullptr:
// there is no such leg.
std::string const* extension_of(Callback const& callback, LegNumber number);
bool may_send_extension(Callback const& callback);  // at least one leg can get its extension

// The deadline by which an agent who was asked for a consultation must accept; kNever: no agent is
// asked.
Instant consultation_ends(Callback const& callback);
// When the agent must be told that the gateway will soon end the call. kNever: the agent was told
// already, or there is no call that the gateway will end by itself.
Instant end_warning_at(Callback const& callback);
// When the time for after-call work ends, and Mark Done happens by itself. kNever: there is no
// after-call work now, or its time has no limit.
Instant after_call_work_ends(Callback const& callback);

}  // namespace callbackd::core
