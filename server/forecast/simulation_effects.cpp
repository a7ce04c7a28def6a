// The functions of Simulation that handle the effects of a step of the core. The simulated people
// and telephones react, and what they will do next is added to the agenda. on_effect() has one
// overload for each kind of effect.
#include <algorithm>

#include "forecast/simulation.hpp"

namespace callbackd::forecast {
namespace {

using Kind = Happening::Kind;
using core::AttemptOutcome;

// How long a call to an answering machine lasts if the machine is not detected.
constexpr seconds kMachineTalk{15};
// The shortest time after which an agent rejects an offer. It must not be 0. Otherwise an agent who
// gets the same callback again immediately would reject it endlessly at the same instant.
constexpr seconds kReject{1};

}  // namespace

void Simulation::on_effect(core::AgentRow const& row) {
  auto* const agent = desk_.named(row.login);
  if (!agent || agent->ready == row.ready) return;
  desk_.count(*agent, now_);
  agent->ready = row.ready;
  if (row.ready || !agent->wanted_ready(now_)) return;
  // The agent became Not Ready during the shift, because of a missed offer. The agent becomes Ready
  // again later.
  auto const after =
      draw(input_.day.back_after,
           chance_.of(Purpose::kBack, agent->fate.agent).of(agent->not_ready_in_shift++));
  agenda_.add(now_ + after, {Kind::kAgent, agent->fate.agent, 0, {}, {}});
}

// Handles the new state of a callback. The customer's fate stores when the callback first waited,
// when it was first accepted, and its last state.
void Simulation::on_effect(core::CallbackRow const& row) {
  auto const customer = customer_of(row.id);
  auto& fate = fate_.customers[customer];
  fate.state = row.state;
  fate.offers = row.offer_number;
  fate.calls = row.attempt_number;
  customers_[customer].queue = queues_.at(row.queue);
  if (row.queued_since && fate.queued_at == base::kNever) {
    fate.queued_at = *row.queued_since;
    fate.queue = customers_[customer].queue;
    plan_giving_up(customer);
  }
  if (row.state == core::CallbackState::kActive && fate.accepted_at == base::kNever) {
    fate.accepted_at = now_;
  }
  if (core::is_final(row.state) && fate.ended_at == base::kNever) fate.ended_at = now_;
}

void Simulation::plan_giving_up(std::uint32_t customer) {
  Happening const gives_up{Kind::kGivesUp, customer, 0, {}, {}};
  if (auto const& told = input_.arrivals[customer].recorded) {
    if (told->gave_up_after) agenda_.add(now_ + *told->gave_up_after, gives_up);
  } else if (auto const& patience = handling_of(customer).patience) {
    agenda_.add(now_ + draw(*patience, chance(customer, Purpose::kPatience, 0)), gives_up);
  }
}

// Handles an attempt. If its call has ended, the agent finishes the interaction after the
// after-call time.
void Simulation::on_effect(core::AttemptRow const& row) {
  if (!row.ended_at) return;
  auto const customer = customer_of(row.id.callback);
  auto const* told = recorded(customer, row.id.number);
  auto const after = told ? told->afterwards
                          : draw(handling_of(customer).after_call,
                                 chance(customer, Purpose::kAfterCall, row.id.number));
  agenda_.add(now_ + after, {Kind::kWrapsUp, customer, row.interaction_number, {}, {}});
}

void Simulation::on_effect(core::Notify const& notify) {
  auto& agent = desk_.agent_of(notify.agent);
  if (auto const* created = std::get_if<core::OfferCreated>(&notify.body)) {
    offered(agent, created->offer.id);
  } else if (auto const* closed = std::get_if<core::OfferClosed>(&notify.body)) {
    offer_ended(agent, closed->offer);
  } else if (auto const* ended = std::get_if<core::InteractionClosed>(&notify.body)) {
    desk_.count(agent, now_);
    --agent.work;
    customers_[customer_of(ended->id.callback)].interaction = 0;
  }
}

// Decides how the agent reacts to an offer, by one random number from 0 to 99. Below ignore_percent
// the offer times out. Below the sum of ignore_percent and reject_percent it is rejected. Otherwise
// it is accepted.
void Simulation::offered(DeskAgent& agent, base::OfferId offer) {
  desk_.count(agent, now_);
  ++agent.offers;
  ++agent.work;
  auto const customer = customer_of(offer.callback);
  customers_[customer].agent = agent.fate.agent;
  auto const& handling = handling_of(customer);
  auto const reaction =
      static_cast<int>(chance(customer, Purpose::kReaction, offer.number).below(100));
  if (reaction < handling.ignore_percent) return;
  bool const rejects = reaction < handling.ignore_percent + handling.reject_percent;
  auto after = draw(handling.answer, chance(customer, Purpose::kAnswer, offer.number));
  if (rejects) after = std::max<Duration>(after, kReject);
  agenda_.add(now_ + after,
              {rejects ? Kind::kRejects : Kind::kAnswers, customer, offer.number, {}, {}});
}

void Simulation::offer_ended(DeskAgent& agent, core::OfferClosedView const& offer) {
  auto& fate = fate_.customers[customer_of(offer.id.callback)];
  --agent.offers;
  if (offer.outcome != core::OfferOutcome::kAccepted) {
    desk_.count(agent, now_);
    --agent.work;
  }
  if (offer.outcome == core::OfferOutcome::kRejected) ++fate.rejected;
  if (offer.outcome == core::OfferOutcome::kTimedOut) ++fate.timed_out;
  // The shift may have ended while the agent had an offer. Then the agent becomes Not Ready now.
  if (agent.offers == 0 && agent.ready && !agent.wanted_ready(now_)) {
    agenda_.add(now_, {Kind::kAgent, agent.fate.agent, 0, {}, {}});
  }
}

void Simulation::on_effect(core::VoiceOrder const& order) {
  if (auto const* dial = std::get_if<core::Dial>(&order)) {
    dial->leg.number == core::LegNumber::kAgent ? agent_dialled(*dial) : dialled(*dial);
  } else if (auto const* hang_up = std::get_if<core::HangUp>(&order)) {
    leg_event(now_, Kind::kLegEnds, hang_up->leg, AttemptOutcome::kCancelled);
  } else if (std::holds_alternative<core::TakeSnapshot>(order)) {
    agenda_.add(now_, {Kind::kSnapshot, 0, 0, {}, {}});
  }
}

void Simulation::leg_event(Instant at, Kind kind, core::LegId const& leg, AttemptOutcome outcome) {
  agenda_.add(at,
              {kind, customer_of(leg.attempt.callback), leg.attempt.number, leg.number, outcome});
}

void Simulation::agent_dialled(core::Dial const& dial) {
  auto const customer = customer_of(dial.leg.attempt.callback);
  auto const attempt = dial.leg.attempt.number;
  auto const until_up =
      recorded(customer, attempt)
          ? Duration{0}
          : draw(handling_of(customer).dial, chance(customer, Purpose::kDial, attempt));
  leg_event(now_ + until_up, Kind::kLegAnswers, dial.leg, AttemptOutcome::kAnswered);
}

// Handles the dialling of a contact. The outcome of the phone call is decided now, and its events
// are added to the agenda. A person answers, and the call ends after the talk. A machine answers
// too; the core learns that it is a machine only if the dial order asks for detection. Every other
// outcome ends the leg. If "no answer" is not from a recorded callback, the phone rings for the
// whole ring time-out.
void Simulation::dialled(core::Dial const& dial) {
  auto const customer = customer_of(dial.leg.attempt.callback);
  auto const attempt = dial.leg.attempt.number;
  auto const& handling = handling_of(customer);
  auto const* told = recorded(customer, attempt);
  auto const outcome = outcome_of(customer, attempt);
  auto const ring =
      told ? told->dialled : draw(handling.ring, chance(customer, Purpose::kRing, attempt));
  auto const rung = now_ + std::min<Duration>(ring, dial.ring_timeout);
  customers_[customer].reached = outcome == AttemptOutcome::kAnswered;
  if (outcome == AttemptOutcome::kAnswered) {
    fate_.customers[customer].reached = true;
    auto const talk =
        told ? told->talked : draw(handling.talk, chance(customer, Purpose::kTalk, attempt));
    leg_event(rung, Kind::kLegAnswers, dial.leg, outcome);
    return leg_event(rung + talk, Kind::kLegEnds, dial.leg, outcome);
  }
  if (outcome == AttemptOutcome::kMachine) {
    auto const taken_for = dial.detect_machine ? outcome : AttemptOutcome::kAnswered;
    leg_event(rung, Kind::kLegAnswers, dial.leg, taken_for);
    return leg_event(rung + kMachineTalk, Kind::kLegEnds, dial.leg, outcome);
  }
  bool const rings_out = outcome == AttemptOutcome::kNoAnswer && !told;
  leg_event(rings_out ? now_ + dial.ring_timeout : rung, Kind::kLegEnds, dial.leg, outcome);
}

AttemptOutcome Simulation::outcome_of(std::uint32_t customer, std::uint32_t attempt) const {
  if (auto const* told = recorded(customer, attempt)) return told->outcome;
  auto const& calls = handling_of(customer).calls;
  std::uint64_t all = 0;
  for (auto const& call : calls) all += static_cast<std::uint64_t>(call.weight);
  auto at = chance(customer, Purpose::kCall, attempt).below(all);
  for (auto const& call : calls) {
    auto const weight = static_cast<std::uint64_t>(call.weight);
    if (at < weight) return call.outcome;
    at -= weight;
  }
  return AttemptOutcome::kAnswered;
}

}  // namespace callbackd::forecast
