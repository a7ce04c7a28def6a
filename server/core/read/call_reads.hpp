// Questions about a callback's call: its last attempt, which legs hear each other, what its agent
// may do with it, when it ends. Engine thread. Reads one callback and changes nothing. Layer: read.
#pragma once
#include <string>

#include "core/messages/view.hpp"
#include "core/state/callback.hpp"

namespace callbackd::core {

// A callback is dialled at most so often: every view of an interaction lists all attempts, and must
// fit into one message.
inline constexpr std::size_t kAttemptsMax = 200;

LegId leg_id(Callback const& callback, LegNumber number);
AttemptRow* last_attempt(Callback& callback);  // nullptr: it was never called

// Owner and contact are both connected, even if the contact is on hold, and nobody is aside.
bool is_together(Callback const& callback);
bool may_invite(Callback const& callback);     // may transfer, consult, or add others
bool may_resume(Callback const& callback);     // the call is on hold and can be resumed
Refusal wrong_call(Callback const& callback);  // the call is not in a state for this action
// Heir: the agent of a conference who gets the call when its owner leaves; nullptr: nobody.
Party const* heir(Callback const& callback);
// As heir(); after a restart and before the gateway's snapshot, an agent who talked when the server
// stopped counts too. If that agent's leg turns out to be gone, the snapshot ends it.
Party const* likely_heir(Callback const& callback);

// Whether digits can be sent to this leg now.
bool hears(Callback const& callback, LegNumber number);
// The extension of the number that this leg was dialled at; empty: it has none. nullptr: there is
// no such leg.
std::string const* extension_of(Callback const& callback, LegNumber number);
bool may_send_extension(Callback const& callback);  // to at least one leg of the call

// The deadline of a consultation that an agent was asked for; kNever: nobody is asked.
Instant consultation_ends(Callback const& callback);
// When the agent is told that the gateway is about to end the call; kNever: not at all.
Instant end_is_told(Callback const& callback);
// When the limit of the after-call work ends, and Mark Done happens by itself; kNever: not at all.
Instant after_call_work_ends(Callback const& callback);

}  // namespace callbackd::core
