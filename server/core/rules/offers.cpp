#include "core/rules/offers.hpp"

#include "base/check.hpp"
#include "core/read/candidates.hpp"
#include "core/read/views.hpp"
#include "core/rules/agent_state.hpp"
#include "core/rules/routing.hpp"
#include "core/rules/schedule.hpp"

namespace callbackd::core {
namespace {

EventField outcome_field(OfferOutcome outcome) {
  return {"outcome", std::string{to_text(outcome)}};
}

Trigger trigger_of(OfferOutcome outcome) {
  switch (outcome) {
    case OfferOutcome::kAccepted:
      return Trigger::kAccepted;
    case OfferOutcome::kRejected:
      return Trigger::kRejected;
    case OfferOutcome::kTimedOut:
      return Trigger::kTimedOut;
    case OfferOutcome::kRescinded:
      return Trigger::kRescinded;
    case OfferOutcome::kAgentLost:
      return Trigger::kAgentLost;
  }
  return Trigger::kRescinded;
}

ReturnTarget const& return_target(Queue const& queue, OfferOutcome outcome) {
  switch (outcome) {
    case OfferOutcome::kRejected:
      return queue.on_reject;
    case OfferOutcome::kTimedOut:
      return queue.on_timeout;
    case OfferOutcome::kAccepted:
    case OfferOutcome::kRescinded:
    case OfferOutcome::kAgentLost:
      return queue.on_agent_lost;
  }
  return queue.on_agent_lost;
}

}  // namespace

// Opens the offer. The candidates are counted before anything changes, because the offer's Why
// describes the moment of the choice.
void open_offer(Step& step, Callback& callback, Choice const& choice) {
  auto& world = step.world;
  AgentEntry& agent = *choice.agent;
  step.by.clear();
  auto offer = std::make_unique<OpenOffer>();
  offer->settings = world.queue_of(callback).settings;
  offer->site = world.site;
  auto& row = offer->row;
  row.why = count_candidates(world, callback, step.now);
  auto fit = row.why.candidates;
  for (auto const& excluded : row.why.excluded) fit -= excluded.count;
  bool const alone = fit == 1 && choice.chosen_by != ChosenBy::kPreferredAgent;
  row.why.chosen_by = alone ? ChosenBy::kOnlyCandidate : choice.chosen_by;
  change_state(step, callback, Trigger::kOffered, CallbackState::kOffered);
  ++callback.offer_number;
  row.id = callback.offer_id();
  row.agent = agent.login;
  row.queue = world.names.queues.name(callback.queue);
  row.opened_at = step.now;
  row.deadline = step.now + offer->settings->offer_timeout;
  row.definition_version = world.site->version;
  step.records.put(row);
  callback.offer = std::move(offer);
  agent.last_offered = step.now;
  take_work(step, agent, callback);
  step.log(callback, EventType::kOffered,
           {{"agent", agent.login}, {"deadline", callback.offer->row.deadline}});
  step.notify(agent.id, OfferCreated{offer_view(callback)});
}

void close_offer(Step& step, Callback& callback, OfferOutcome outcome) {
  CALLBACKD_CHECK(callback.offer && callback.state == CallbackState::kOffered);
  AgentEntry& agent = *step.world.roster.find(callback.agent);
  step.touch(callback);
  callback.offer->row.closed_at = step.now;
  callback.offer->row.outcome = outcome;
  step.records.put(callback.offer->row);
  step.world.ended_offers.remember(callback.offer_id(), agent.id, outcome);
  callback.offer.reset();
  drop_work(step, agent, callback);
  step.log(
      callback, EventType::kOfferClosed,
      {{"offer_number", static_cast<std::int64_t>(callback.offer_number)}, outcome_field(outcome)});
  step.notify(agent.id, OfferClosed{{callback.offer_id(), outcome}});
}

void apply_return_target(Step& step, Callback& callback, ReturnTarget const& target) {
  auto& world = step.world;
  switch (target.kind) {
    case ReturnTarget::Kind::kSame:
      return;
    case ReturnTarget::Kind::kQueue:
      if (auto const* queue = world.find_queue(target.name)) {
        change_queue(step, callback, queue->id);
      }
      return;
    case ReturnTarget::Kind::kRoutingPoint:
      return route_again(step, callback, target.name);
    case ReturnTarget::Kind::kAgent: {
      auto const* agent = world.find_agent(target.name);
      // The callback is not reserved for an agent who just let it go, does not serve the queue, or
      // is not in the definition any more.
      if (!agent || !may_reserve(step, callback, *agent)) return;
      step.touch(callback);
      return reserve(step, callback, agent->id, step.now);
    }
  }
}

// Ends an offer that the agent rejected, did not answer, or lost with the connection. Then sends
// the callback where the queue's setting for this case says (the return target). The agent is
// excluded before that, so that the callback is not reserved for the agent who just let it go. When
// max_offers is reached, the count of offers starts again at 0, and on_exhausted (if the queue has
// it) is the return target instead of the usual one.
void let_go(Step& step, Callback& callback, OfferOutcome outcome) {
  auto const settings = callback.offer->settings;
  auto const agent = callback.agent;
  step.touch(callback);
  ++callback.offers_counted;
  close_offer(step, callback, outcome);
  exclude(step, callback, agent, settings->exclusion);
  clear_reservation(callback);
  bool const exhausted =
      callback.offers_counted >= static_cast<std::uint32_t>(settings->max_offers);
  if (exhausted) callback.offers_counted = 0;
  bool const overflows = exhausted && settings->on_exhausted;
  apply_return_target(step, callback,
                      overflows ? *settings->on_exhausted : return_target(*settings, outcome));
  place(step, callback, trigger_of(outcome));
}

void rescind(Step& step, Callback& callback) {
  close_offer(step, callback, OfferOutcome::kRescinded);
  place(step, callback, Trigger::kRescinded);
}

void rescind_calls(Step& step, AgentEntry& agent) {
  auto const work = agent.work;
  for (auto* const callback : work) {
    if (callback->offer && callback->call) rescind(step, *callback);
  }
}

// Ends the offer if its deadline has passed. Usually the outcome is "timed out". But an agent who
// is disconnected at the deadline did not refuse. For such an agent the outcome is "agent lost",
// and the agent stays Ready for the rest of the grace (the time to reconnect).
void end_offer_at_deadline(Step& step, Callback& callback) {
  if (callback.offer->row.deadline > step.now) return;
  AgentEntry& agent = *step.world.roster.find(callback.agent);
  bool const not_ready = callback.offer->settings->not_ready_on_timeout;
  if (!agent.connected) return let_go(step, callback, OfferOutcome::kAgentLost);
  let_go(step, callback, OfferOutcome::kTimedOut);
  if (not_ready) become_not_ready(step, agent, BuiltInReason::kNoAnswer);
}

}  // namespace callbackd::core
