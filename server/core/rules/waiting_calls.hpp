// A live call whose contact waits on hold for another agent: its callback is queued, ahead of all
// others, whatever the hours and its expiry. Engine thread.
#pragma once
#include <string>

#include "core/rules/step.hpp"

namespace callbackd::core {

// The interaction is over and the contact waits where `target` says; whoever else took part is hung
// up. `cause`: why the server did it; none: its agent did.
void wait_for_agent(Step& step, Callback& callback, ReturnTarget const& target,
                    std::optional<Cause> cause = {});
// The offer was accepted: the agent is dialled, the contact still hears music.
void pick_up(Step& step, Callback& callback);
// Nobody is to pick it up any more: the call is over.
void hang_up(Step& step, Callback& callback);
// The contact is gone meanwhile: failed, or a retry, as the queue says.
void abandoned(Step& step, Callback& callback);

}  // namespace callbackd::core
