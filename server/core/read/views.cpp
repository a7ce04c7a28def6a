#include "core/read/views.hpp"

#include <algorithm>

#include "core/read/call_reads.hpp"
#include "core/read/estimate.hpp"
#include "core/read/retry_policy.hpp"

namespace callbackd::core {
namespace {

// A consultation's number is made of the attempt's number and the leg's number.
constexpr std::uint32_t kLegsPerAttempt = 256;
static_assert(kLegsMax < kLegsPerAttempt);

std::uint16_t bits(std::initializer_list<Action> actions) {
  unsigned all = 0;
  for (auto const action : actions) all |= static_cast<unsigned>(action);
  return static_cast<std::uint16_t>(all);
}

bool has_members(Callback const& callback) {
  if (!in_call(callback)) return false;
  auto const& parties = callback.call->parties;
  return std::any_of(parties.begin(), parties.end(),
                     [](Party const& party) { return party.row.role == PartyRole::kMember; });
}

// The actions that the state of the interaction and of its call allow. An action in this list can
// still be refused because of office hours, a number or the gateway. Such reasons come and go at
// any moment, and the agent is not notified of that.
std::uint16_t allowed_actions(Callback const& callback) {
  bool const over = is_final(callback.state);
  auto allowed = bits({Action::kSetDisposition, Action::kSetNote});
  auto const also = [&](std::initializer_list<Action> actions) {
    allowed = static_cast<std::uint16_t>(allowed | bits(actions));
  };
  if (!in_call(callback)) also({Action::kMarkDone});
  if (!in_call(callback) && !over) also({Action::kReschedule, Action::kRelease});
  bool const ending = callback.call && callback.call->ending;
  if (ending) return allowed;  // the agent can only wait for the call's end
  switch (call_status(callback)) {
    case CallStatus::kReadyToCall:
      if (!over && callback.attempt_number < kAttemptsMax) also({Action::kCall});
      break;
    case CallStatus::kDialing:
      also({Action::kEnd});
      break;
    case CallStatus::kConnected:
      also({Action::kEnd, Action::kHold, Action::kSendDtmf});
      if (may_invite(callback)) also({Action::kConference});
      break;
    case CallStatus::kOnHold:
      also({Action::kEnd});
      if (may_resume(callback)) also({Action::kResume});
      break;
  }
  if (may_invite(callback)) also({Action::kTransfer, Action::kConsult});
  if (has_members(callback)) also({Action::kDropParty});
  if (may_send_extension(callback)) also({Action::kSendExtension});
  return allowed;
}

std::optional<PartyState> state_of(LegState leg, CallStatus status) {
  switch (leg) {
    case LegState::kNone:
    case LegState::kEnded:
      return std::nullopt;
    case LegState::kAsked:
    case LegState::kDialing:
      return PartyState::kDialing;
    case LegState::kRinging:
      return PartyState::kRinging;
    case LegState::kUp:
      return status == CallStatus::kOnHold ? PartyState::kOnHold : PartyState::kConnected;
  }
  return std::nullopt;
}

PartyView party_view(World const& world, Party const& party) {
  auto const state =
      state_of(party.leg.state, CallStatus::kConnected).value_or(PartyState::kOffered);
  auto const* const entry = world.roster.find(party.agent);
  if (!entry) {
    return {party_id(party.leg.number), PartyKind::kNumber, base::to_text(party.row.phone), state,
            party.row.extension};
  }
  return {party_id(party.leg.number),
          PartyKind::kAgent,
          entry->settings ? entry->settings->name : "",
          state,
          {}};
}

std::vector<PartyView> parties(World const& world, Callback const& callback) {
  std::vector<PartyView> views;
  auto const& call = callback.call;
  if (!call) return views;
  // The owner's leg is shown as connected even while the call is on hold, because only the contact
  // is put on hold.
  auto const agent = state_of(call->agent.state, CallStatus::kConnected);
  auto const* entry = world.roster.find(callback.agent);
  auto const name = entry && entry->settings ? entry->settings->name : std::string{};
  if (agent) views.push_back({"agent", PartyKind::kAgent, name, *agent, {}});
  auto const contact = state_of(call->contact.state, call->status);
  if (contact) views.push_back({kContactParty, PartyKind::kContact, {}, *contact, {}});
  for (auto const& party : call->parties) views.push_back(party_view(world, party));
  return views;
}

// Adds to `view` the consultation of this call in which the agent takes part. If `agent` is
// kNobody, adds the consultation that the owner has started.
void add_consultation(World const& world, Callback const& callback, AgentId agent,
                      SessionView& view) {
  for (auto const& party : callback.call->parties) {
    bool const shown =
        agent == kNobody ? party.row.role == PartyRole::kConsulted : party.agent == agent;
    if (shown) view.consultations.push_back(consultation_view(world, callback, party));
  }
}

AttemptView attempt_view(AttemptRow const& row) {
  return {row.id,      row.phone, row.started_at, row.answered_at, row.ended_at,
          row.outcome, row.cause, row.simulated,  row.extension};
}

// Counts the attempts, without those that ended at the agent's own phone.
std::uint32_t attempts_counted(Callback const& callback) {
  if (!callback.extra) return 0;
  auto const& attempts = callback.extra->attempts;
  return static_cast<std::uint32_t>(
      std::count_if(attempts.begin(), attempts.end(), [](AttemptRow const& attempt) {
        return attempt.outcome != AttemptOutcome::kAgentUnreachable;
      }));
}

}  // namespace

std::string party_id(LegNumber number) {
  return "p" + std::to_string(static_cast<unsigned>(number));
}

std::uint32_t position(World const& world, Callback const& callback) {
  return static_cast<std::uint32_t>(world.line_of(callback)->rank(callback)) + 1;
}

CallbackView callback_view(World const& world, Callback const& callback, Instant now) {
  CallbackView view;
  view.id = callback.id;
  view.state = callback.state;
  view.queue = world.names.queues.name(callback.queue);
  view.phone = callback.phone;
  view.extension = callback.extension();
  view.created_at = callback.created_at;
  view.due_at = callback.due_at;
  view.expires_at = callback.expires_at;
  if (world.line_of(callback)) {
    view.position = position(world, callback);
    view.estimate = estimate_wait(world, callback, *view.position, now);
  }
  view.attempts = attempts_counted(callback);
  view.cancel_requested = callback.cancel_requested;
  view.site = world.names.sites.name(callback.site);
  view.token_version = callback.token_version;
  if (callback.ended_at != kNever) view.ended_at = callback.ended_at;
  return view;
}

OfferView offer_view(Callback const& callback) {
  auto const& offer = *callback.offer;
  return {offer.row.id,        offer.row.queue,    callback.queued_since,
          offer.row.opened_at, offer.row.deadline, offer.site};
}

InteractionView interaction_view(World const& world, Callback const& callback) {
  auto const& interaction = *callback.interaction;
  InteractionView view;
  view.id = interaction.row.id;
  view.state = callback.state;
  view.call_status = call_status(callback);
  view.queue = interaction.row.queue;
  view.phone = callback.phone;
  view.extension = callback.extension();
  view.parties = parties(world, callback);
  if (callback.extra) {
    for (auto const& row : callback.extra->attempts) view.attempts.push_back(attempt_view(row));
    view.note = callback.extra->note;
  }
  if (callback.disposition != kNoCode) {
    view.disposition = world.names.codes.name(callback.disposition);
  }
  view.note_version = callback.note_version;
  view.cancel_requested = callback.cancel_requested;
  view.retry = proposed_retry(world, callback);
  if (in_call(callback) && callback.call->ends_at() != kNever) {
    view.call_ends_at = callback.call->ends_at();
    view.call_ends_soon = callback.call->told_of_end;
  }
  if (auto const until = after_call_work_ends(callback); until != kNever) {
    view.after_call_work_until = until;
  }
  view.allowed_actions = allowed_actions(callback);
  view.site = interaction.site;
  return view;
}

InteractionView view_for(World const& world, Callback const& callback, AgentId agent) {
  auto view = interaction_view(world, callback);
  if (callback.agent != agent) view.allowed_actions = 0;
  return view;
}

base::ConsultationId consultation_id(Callback const& callback, LegNumber number) {
  return {callback.id,
          callback.attempt_number * kLegsPerAttempt + static_cast<std::uint32_t>(number)};
}

ConsultationView consultation_view(World const& world, Callback const& callback,
                                   Party const& party) {
  ConsultationView view;
  view.id = consultation_id(callback, party.leg.number);
  if (callback.interaction) view.interaction = callback.interaction_id();
  if (callback.agent != kNobody) view.from = world.names.agents.name(callback.agent);
  view.agent = party.row.agent;
  view.phone = party.row.phone;
  view.state = party.talks()       ? ConsultationState::kConnected
               : party.leg.lives() ? ConsultationState::kRinging
                                   : ConsultationState::kOffered;
  return view;
}

ConsultationView ended_view(World const& world, Callback const& callback, Party const& party,
                            std::string_view outcome) {
  auto view = consultation_view(world, callback, party);
  view.state = ConsultationState::kEnded;
  view.outcome = outcome;
  return view;
}

SessionView session_view(World const& world, AgentEntry const& agent) {
  SessionView view;
  view.agent = agent.id;
  view.login = agent.login;
  view.channel = agent.channel();
  for (auto const* callback : agent.work) {
    if (callback->offer) view.offers.push_back(offer_view(*callback));
    if (callback->interaction) view.interactions.push_back(interaction_view(world, *callback));
    if (callback->call) add_consultation(world, *callback, kNobody, view);
  }
  for (auto const* callback : agent.part_in) add_consultation(world, *callback, agent.id, view);
  view.site = world.site;
  return view;
}

}  // namespace callbackd::core
