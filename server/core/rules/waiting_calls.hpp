// A live call whose contact waits on hold for another agent. Its callback is queued, ahead of all
// others; office hours and expiry do not count for it. Engine thread. Layer: rules.
#pragma once
#include <optional>

#include "core/rules/step.hpp"

namespace callbackd::core {

// Closes the interaction; the contact waits on hold where `target` says, and all other legs are
// hung up. `cause`: why the server did it; nullopt: its agent did.
void wait_for_agent(Step& step, Callback& callback, ReturnTarget const& target,
                    std::optional<Cause> cause = {});
// An agent accepted its offer: the agent is dialled, while the contact still hears music.
void pick_up(Step& step, Callback& callback);
// Ends the call, because its callback is cancelled.
void hang_up(Step& step, Callback& callback);
// The contact's leg ended while waiting: the callback fails or is called again, as the queue says.
void abandoned(Step& step, Callback& callback);

}  // namespace callbackd::core
