// One callback shown to one agent: how an offer opens, the five ways it ends, and where the
// callback goes then. An offer ends exactly once; the loser of a race is told the real outcome.
// Engine thread.
#pragma once
#include "core/matching.hpp"
#include "core/step.hpp"
#include "core/transitions.hpp"

namespace callbackd::core {

struct OfferEnd {
  OfferEnd(OfferOutcome how) : outcome(how) {}
  OfferEnd(OfferOutcome how, std::string words) : outcome(how), reason(std::move(words)) {}
  OfferOutcome outcome;
  std::string reason;  // the agent's words; empty: none
};

void open_offer(Step& step, Callback& callback, Choice const& choice);
// Ends it without moving the callback: the caller says where it goes.
void close_offer(Step& step, Callback& callback, OfferEnd const& end);
// Ends it as the agent's doing: excluded, counted, returned as the queue says.
void let_go(Step& step, Callback& callback, OfferEnd const& end);
void rescind(Step& step, Callback& callback);  // nobody's fault: back in its place
void offer_deadline(Step& step, Callback& callback);

// What a return target does to the callback; the caller places it afterwards.
void follow(Step& step, Callback& callback, ReturnTarget const& target);

AnswerBody handle(Step& step, AcceptOffer const& command);
AnswerBody handle(Step& step, RejectOffer const& command);

}  // namespace callbackd::core
