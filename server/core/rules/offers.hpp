// One callback shown to one agent: how an offer opens, the five ways it ends, and where the
// callback goes then. An offer ends exactly once. Engine thread.
#pragma once
#include "core/read/choice.hpp"
#include "core/rules/step.hpp"

namespace callbackd::core {

void open_offer(Step& step, Callback& callback, Choice const& choice);
// Ends it without moving the callback: the caller says where it goes.
void close_offer(Step& step, Callback& callback, OfferOutcome outcome);
// Ends it as the agent's doing: excluded, counted, returned as the queue says.
void let_go(Step& step, Callback& callback, OfferOutcome outcome);
void rescind(Step& step, Callback& callback);  // nobody's fault: back in its place
// The agent's phone is taken: who waits on the line and is offered goes to the next agent at once.
void rescind_calls(Step& step, AgentEntry& agent);
void offer_deadline(Step& step, Callback& callback);

// What a return target does to the callback; the caller places it afterwards.
void follow(Step& step, Callback& callback, ReturnTarget const& target);

}  // namespace callbackd::core
