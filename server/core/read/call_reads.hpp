// What can be told of a callback's call: its last attempt, which leg hears the others, what its
// agent may do with it, when it ends. Engine thread. Reads one callback and changes nothing.
// Layer: read.
#pragma once
#include <string>

#include "core/messages/view.hpp"
#include "core/state/callback.hpp"

namespace callbackd::core {

// Every view of an interaction lists its attempts: so many still fit into one message.
inline constexpr std::size_t kAttemptsMax = 200;

LegId leg_id(Callback const& callback, LegNumber number);
AttemptRow* last_attempt(Callback& callback);  // of the callback; nullptr: none yet

// Owner and contact can hear each other or could, and nobody is aside.
bool is_together(Callback const& callback);
bool may_invite(Callback const& callback);  // others
bool may_resume(Callback const& callback);
Refusal wrong_call(Callback const& callback);
// Who would own the call if the owner left; nullptr: nobody.
Party const* heir(Callback const& callback);

// Whether digits can be sent to this leg now.
bool hears(Callback const& callback, LegNumber number);
// Of the number that this leg was dialled at; empty: none. nullptr: not a leg of somebody outside.
std::string const* extension_of(Callback const& callback, LegNumber number);
bool may_send_extension(Callback const& callback);  // to anybody in the call

// When who was asked must have accepted; kNever: nobody is asked.
Instant consultation_ends(Callback const& callback);
// When the agent is told that the gateway is about to end the call; kNever: not.
Instant end_is_told(Callback const& callback);
// When Mark Done happens by itself; kNever: not.
Instant after_call_work_ends(Callback const& callback);

}  // namespace callbackd::core
