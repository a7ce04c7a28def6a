// Handles a live call whose contact waits on hold for another agent. The callback of such a call is
// queued before all others, and waits even outside office hours and after its expiry. Engine
// thread. Layer: rules.
#pragma once
#include <optional>

#include "core/rules/step.hpp"

namespace callbackd::core {

// Closes the interaction and hangs up all legs except the contact's. The contact waits on hold in
// the queue to which `target` leads. `cause` says why the server did it; nullopt: the agent did it.
void wait_for_agent(Step& step, Callback& callback, ReturnTarget const& target,
                    std::optional<Cause> cause = {});
// Called when an agent accepted the offer of a call that waits on hold. The agent is dialled, while
// the contact still hears music.
void pick_up(Step& step, Callback& callback);
// Ends the call, because its callback is cancelled.
void hang_up(Step& step, Callback& callback);
// Called when the contact's leg ended while the contact waited. There are three cases, in this
// order. If the contact had asked to cancel the callback, it is cancelled. If the call was cut off
// by this server or the gateway (kLost), the contact is called again without a delay. Otherwise the
// contact hung up: the queue's setting `abandoned` says whether the contact is called again later,
// or the callback fails.
void abandoned(Step& step, Callback& callback);

}  // namespace callbackd::core
