#include "core/commands/offer_commands.hpp"

#include "core/messages/refusals.hpp"
#include "core/read/not_there.hpp"
#include "core/read/views.hpp"
#include "core/rules/consultations.hpp"
#include "core/rules/interactions.hpp"
#include "core/rules/offers.hpp"
#include "core/rules/schedule.hpp"
#include "core/rules/waiting_calls.hpp"

namespace callbackd::core {
namespace {

AnswerBody accept(Step& step, Callback& callback, AgentEntry& agent) {
  step.by = actor_text(Actor::Kind::kAgent, agent.login);
  step.world.queue_of(callback).history.accepted(callback, step.now);
  close_offer(step, callback, OfferOutcome::kAccepted);
  clear_reservation(callback);
  change_state(step, callback, Trigger::kAccepted, CallbackState::kActive);
  open_interaction(step, callback, agent);
  step.log(callback, EventType::kInteractionOpened, {{"agent", agent.login}});
  if (callback.call) {
    decline_busy(step, agent);
    pick_up(step, callback);
  }
  step.interaction_changed(callback);
  return interaction_view(step.world, callback);
}

bool is_open(Callback const* callback, AgentId agent, base::OfferId offer) {
  return callback && callback->offer && callback->agent == agent && callback->offer_id() == offer;
}

}  // namespace

// Accepts an offer. If the agent accepts the same offer again while its interaction is open, the
// answer is again the interaction. The reason is that the client may not have received the first
// answer.
AnswerBody handle(Step& step, AcceptOffer const& command) {
  auto* const callback = step.world.find(command.offer.callback);
  auto* const agent = step.world.roster.find(command.agent);
  if (is_open(callback, command.agent, command.offer)) {
    if (callback->call && agent->on_the_phone()) {
      return refuse(RefusalReason::kCallInProgress, "Your phone is in another call.");
    }
    return accept(step, *callback, *agent);
  }
  bool const again = callback && callback->interaction && callback->agent == command.agent &&
                     callback->offer_id() == command.offer;
  if (again) return interaction_view(step.world, *callback);
  return no_offer(step.world, command.agent, command.offer);
}

AnswerBody handle(Step& step, RejectOffer const& command) {
  auto* const callback = step.world.find(command.offer.callback);
  if (is_open(callback, command.agent, command.offer)) {
    step.by = actor_text(Actor::Kind::kAgent, step.world.names.agents.name(command.agent));
    let_go(step, *callback, OfferOutcome::kRejected);
    return OfferClosedView{command.offer, OfferOutcome::kRejected};
  }
  auto const outcome = step.world.ended_offers.find(command.offer, command.agent);
  if (outcome == OfferOutcome::kRejected) {
    return OfferClosedView{command.offer, OfferOutcome::kRejected};
  }
  return no_offer(step.world, command.agent, command.offer);
}

}  // namespace callbackd::core
