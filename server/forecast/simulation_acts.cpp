// The functions of Simulation that carry out the entries of the agenda. In each of them a person or
// a telephone acts, which becomes a command to the core.
#include <algorithm>

#include "base/check.hpp"
#include "forecast/simulation.hpp"

namespace callbackd::forecast {
namespace {

// An agent may have several interactions but has only one phone. While the phone is in use, the
// agent tries to place another call at this interval.
constexpr std::chrono::seconds kPhoneTriedEvery{5};

// The class (country and type) of a made-up phone number. It gets a country that both the company
// and the site allow, if there is one, so that the dialling rules allow the number.
core::NumberClass class_of_made_up(core::SiteDefinition const& definition,
                                   std::string const& site_name) {
  auto const& company = definition.dialling.countries;
  auto const* const site = definition.find_site(site_name);
  auto const& own = site && !site->countries.empty() ? site->countries : company;
  auto const called = std::find_if(own.begin(), own.end(), [&](auto const& country) {
    return company.empty() || std::find(company.begin(), company.end(), country) != company.end();
  });
  if (called == own.end()) return {};
  return core::NumberClass::in(*called, core::NumberType::kFixedLineOrMobile);
}

}  // namespace

void Simulation::carry_out(Happening const& what) {
  using Kind = Happening::Kind;
  base::OfferId const offer{id_of(what.subject), what.number};
  core::LegId const leg{{id_of(what.subject), what.number}, what.leg};
  switch (what.kind) {
    case Kind::kArrival:
      return arrive(what.subject);
    case Kind::kGivesUp:
      return give_up(what.subject);
    case Kind::kAgent:
      return follow_shift(desk_.agents()[what.subject]);
    case Kind::kAnswers:
      return accept(what.subject, what.number);
    case Kind::kRejects:
      return tell(core::RejectOffer{agent_of(what.subject), offer, {}});
    case Kind::kCalls:
      return call(what.subject, what.number);
    case Kind::kWrapsUp:
      return wrap_up(what.subject, what.number);
    case Kind::kLegEnds:
      return tell(core::VoiceEvent{core::LegEnded{leg, what.outcome, {}}});
    case Kind::kLegAnswers: {
      bool const machine = what.outcome == core::AttemptOutcome::kMachine;
      return tell(core::VoiceEvent{core::LegAnswered{leg, machine}});
    }
    case Kind::kSnapshot:
      return tell(core::VoiceEvent{core::SnapshotTaken{}});
  }
}

void Simulation::arrive(std::uint32_t customer) {
  auto const& arrival = input_.arrivals[customer];
  auto& fate = fate_.customers[customer];
  fate.arrived_at = now_;
  core::PostCallback post;
  post.id = id_of(customer);
  post.site = arrival.site;
  post.queue = arrival.queue;
  post.routing_point = arrival.routing_point;
  post.phone = {arrival.phone};
  post.number_class = class_of_made_up(*input_.site, arrival.site);
  if (arrival.ahead.count() > 0) post.window.not_before = now_ + arrival.ahead;
  post.priority = arrival.priority;
  post.routing_values = arrival.values;
  post.details = details_;
  auto const answer = step(std::move(post));
  fate.refused = std::holds_alternative<core::Refusal>(answer);
  if (fate.queue != kNowhere) return;
  // The callback is not due yet, or was refused. It is counted in the queue in which it would wait.
  auto const* view = std::get_if<core::CallbackView>(&answer);
  auto const queue = queues_.find(view ? view->queue : arrival.queue);
  if (queue != queues_.end()) fate.queue = queue->second;
}

void Simulation::give_up(std::uint32_t customer) {
  bool const waits = fate_.customers[customer].state <= core::CallbackState::kOffered;
  if (!waits || customers_[customer].spoken_to) return;
  tell(core::CancelCallback{id_of(customer), {core::Actor::Kind::kCustomer, {}}});
}

// Makes the agent Ready or Not Ready, as the shift says. An agent who has an open offer does not
// become Not Ready before the offer has ended.
void Simulation::follow_shift(DeskAgent& agent) {
  bool const wanted = agent.wanted_ready(now_);
  if (!agent.logged_in && wanted) {
    auto const answer = step(core::OpenSession{agent.login});
    auto const* session = std::get_if<core::SessionView>(&answer);
    CALLBACKD_CHECK(session);
    desk_.logged_in_as(agent, session->agent);
  }
  if (!agent.logged_in || agent.ready == wanted || (!wanted && agent.offers > 0)) return;
  tell(core::SetAgentState{agent.id, wanted, {}});
}

void Simulation::accept(std::uint32_t customer, std::uint32_t offer) {
  auto const answer =
      step(core::AcceptOffer{agent_of(customer), base::OfferId{id_of(customer), offer}});
  auto const* view = std::get_if<core::InteractionView>(&answer);
  if (view == nullptr) return;  // the offer has ended already
  auto const interaction = view->id.number;
  customers_[customer].interaction = interaction;
  customers_[customer].spoken_to = true;
  auto const& script = input_.arrivals[customer].recorded;
  if (script && script->calls.empty() && script->in_hand) {
    return agenda_.add(now_ + *script->in_hand,
                       {Happening::Kind::kWrapsUp, customer, interaction, {}, {}});
  }
  auto const* told = recorded(customer, fate_.customers[customer].calls + 1);
  auto const preview =
      told ? told->preview
           : draw(handling_of(customer).preview, chance(customer, Purpose::kPreview, interaction));
  agenda_.add(now_ + preview, {Happening::Kind::kCalls, customer, interaction, {}, {}});
}

void Simulation::call(std::uint32_t customer, std::uint32_t number) {
  if (customers_[customer].interaction != number) return;
  base::InteractionId const interaction{id_of(customer), number};
  auto const agent = agent_of(customer);
  auto const answer = step(core::PlaceCall{agent, interaction, std::nullopt});
  auto const* refusal = std::get_if<core::Refusal>(&answer);
  if (refusal == nullptr) return;
  if (refusal->reason == core::RefusalReason::kCallInProgress) {
    return agenda_.add(now_ + kPhoneTriedEvery,
                       {Happening::Kind::kCalls, customer, number, {}, {}});
  }
  // The core refused the call, for example because the queue has closed or the number may not be
  // called. So the agent gives the callback back.
  tell(core::ReleaseInteraction{agent, interaction, {}});
}

// The agent finishes the interaction. If the contact was not reached and may be tried again, the
// agent reschedules the callback. If this is not so, or the core refuses, the agent sets a
// disposition and marks the callback done.
void Simulation::wrap_up(std::uint32_t customer, std::uint32_t number) {
  // The core has closed the interaction already.
  if (customers_[customer].interaction != number) return;
  base::InteractionId const interaction{id_of(customer), number};
  auto const agent = agent_of(customer);
  if (is_rescheduled(customer)) {
    auto const attempt = fate_.customers[customer].calls;
    core::RescheduleInteraction again;
    again.agent = agent;
    again.interaction = interaction;
    auto const* told = recorded(customer, attempt);
    auto const after = told ? told->until_next
                            : draw(handling_of(customer).retry_after,
                                   chance(customer, Purpose::kRetryAfter, attempt));
    again.window.not_before = now_ + after;
    if (!std::holds_alternative<core::Refusal>(step(std::move(again)))) return;
  }
  auto const code = code_of(customer);
  if (!code.empty()) tell(core::SetDisposition{agent, interaction, code});
  tell(core::MarkDone{agent, interaction, true});
}

bool Simulation::is_rescheduled(std::uint32_t customer) const {
  auto const& fate = fate_.customers[customer];
  if (customers_[customer].reached || core::is_final(fate.state)) return false;
  if (input_.arrivals[customer].recorded) return recorded(customer, fate.calls + 1) != nullptr;
  auto const& handling = handling_of(customer);
  if (fate.calls > static_cast<std::uint32_t>(handling.retries_most)) return false;
  return chance(customer, Purpose::kRetry, fate.calls).percent(handling.retry_percent);
}

// The disposition to set. Empty: the queue requires none. If the queue requires one, it is the
// queue's default code or the first code of its list.
std::string Simulation::code_of(std::uint32_t customer) const {
  auto const& queue = input_.site->queues[customers_[customer].queue];
  if (!queue.disposition_required) return {};
  if (!queue.default_code.empty()) return queue.default_code;
  auto const* list = input_.site->find_code_list(queue.codes);
  return list && !list->codes.empty() ? list->dispositions().front() : std::string{};
}

}  // namespace callbackd::forecast
