// Offer: one callback shown to one agent, which waits for accept, reject or its deadline. This file
// opens offers, ends them in one of five ways (OfferOutcome), and then moves the callback. An offer
// ends exactly once. Engine thread. Layer: rules.
#pragma once
#include "core/read/choice.hpp"
#include "core/rules/step.hpp"

namespace callbackd::core {

void open_offer(Step& step, Callback& callback, Choice const& choice);
// Ends the offer; the caller then moves the callback.
void close_offer(Step& step, Callback& callback, OfferOutcome outcome);
// Ends an offer that the agent rejected or did not answer, or whose agent was lost. The agent is
// excluded for a time, the offer counts towards max_offers, and the callback returns as its queue
// says.
void let_go(Step& step, Callback& callback, OfferOutcome outcome);
// Ends an offer for another reason, for example because a new definition removed the agent. The
// offer is not counted, and the agent is not excluded. The callback keeps its old place in the
// queue. place() (schedule.hpp) decides whether it is queued, scheduled or expired now.
void rescind(Step& step, Callback& callback);
// Called when a phone call takes the agent's phone. Rescinds the agent's offers of calls that wait
// on hold, so that the contacts of these calls need not wait for the offer's deadline.
void rescind_calls(Step& step, AgentEntry& agent);
void end_offer_at_deadline(Step& step, Callback& callback);  // does nothing before the deadline

// Applies a return target: changes the queue or reserves the callback. The caller then places it.
void apply_return_target(Step& step, Callback& callback, ReturnTarget const& target);

}  // namespace callbackd::core
