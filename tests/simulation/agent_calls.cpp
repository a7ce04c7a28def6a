// What an agent does on the phone: mostly actions that are allowed, sometimes actions that are not.
// Part of AgentClient, which agent_client.hpp declares.
#include "simulation/agent_client.hpp"
#include "simulation/numbers.hpp"
#include "simulation/site_maker.hpp"

namespace callbackd::simulation {

using core::Action;

namespace {

// The phone numbers from this one on belong to people who never asked for a callback. Agents dial
// them or transfer calls to them.
constexpr std::uint64_t kOutside = 442071840000;
constexpr Action kCallActions[] = {Action::kEnd,      Action::kHold,      Action::kResume,
                                   Action::kSendDtmf, Action::kTransfer,  Action::kConference,
                                   Action::kConsult,  Action::kDropParty, Action::kMarkDone};

}  // namespace

void AgentClient::call(base::InteractionId interaction) {
  core::PlaceCall command{agent_, interaction, {}};
  if (parts_.random.chance(8)) {
    command.phone = classed(kOutside + 99);
  }
  ask(std::move(command));
}

core::CallTarget AgentClient::some_target(bool place) {
  using Kind = core::CallTarget::Kind;
  auto& random = parts_.random;
  auto const dice = random.below(place ? 100 : 80);
  if (dice < 60) {
    return {Kind::kAgent, kAgents[random.below(parts_.colleagues)], {}};
  }
  if (dice < 80) {
    return {Kind::kNumber, "", classed(kOutside + random.below(9))};
  }
  if (dice < 95) return {Kind::kQueue, random.pick(kQueues), {}};
  return {Kind::kRoutingPoint, random.chance(80) ? "point" : "nowhere", {}};
}

void AgentClient::invite(base::InteractionId id, Action how) {
  switch (how) {
    case Action::kTransfer:
      return ask(core::TransferCall{agent_, id, some_target(true)});
    case Action::kConference:
      return ask(core::ConferenceCall{agent_, id, some_target(false)});
    default:
      return ask(core::StartConsultation{agent_, id, some_target(parts_.random.chance(5))});
  }
}

void AgentClient::send_digits(core::InteractionView const& interaction) {
  auto const& parties = interaction.parties;
  bool const of_party = !parties.empty() && !parties.back().extension.empty();
  auto const bit = static_cast<std::uint16_t>(Action::kSendExtension);
  if ((interaction.allowed_actions & bit) == 0) {
    return ask(core::SendDtmf{agent_, interaction.id, "12#"});
  }
  ask(core::SendExtension{agent_, interaction.id, of_party ? parties.back().id : ""});
}

void AgentClient::work_on_call(core::InteractionView const& interaction) {
  auto& random = parts_.random;
  auto const id = interaction.id;
  auto const wanted = random.pick(kCallActions);
  bool const allowed = (interaction.allowed_actions & static_cast<std::uint16_t>(wanted)) != 0;
  if (!allowed && !random.chance(5)) return;
  switch (wanted) {
    case Action::kEnd: {
      bool const everyone = login() == kEndsForEveryone && random.chance(50);
      return random.chance(25) ? ask(core::EndCall{agent_, id, everyone}) : void();
    }
    case Action::kHold:
      return ask(core::HoldCall{agent_, id});
    case Action::kResume:
      return ask(core::ResumeCall{agent_, id});
    case Action::kSendDtmf:
      return send_digits(interaction);
    case Action::kDropParty: {
      auto const& parties = interaction.parties;
      bool const known = !parties.empty() && random.chance(90);
      return ask(core::DropParty{agent_, id, known ? parties.back().id : "p7"});
    }
    case Action::kMarkDone:
      return random.chance(30) ? ask(core::MarkDone{agent_, id, true}) : void();
    default:
      return invite(id, wanted);
  }
}

void AgentClient::work_on_consultation(core::ConsultationView const& consultation) {
  using Act = core::ActOnConsultation::Act;
  constexpr Act kAll[] = {Act::kAccept, Act::kDecline, Act::kEnd, Act::kTransfer, Act::kConference};
  auto& random = parts_.random;
  bool const asked = consultation.agent == login();
  auto act = random.pick(kAll);
  if (!random.chance(10)) {
    if (asked) {
      bool const offered = consultation.state == core::ConsultationState::kOffered;
      if (!offered && !random.chance(10)) return;
      act = !offered ? Act::kEnd : random.chance(75) ? Act::kAccept : Act::kDecline;
    } else {
      bool const connected = consultation.state == core::ConsultationState::kConnected;
      if (!connected && !random.chance(10)) return;
      constexpr Act kMine[] = {Act::kTransfer, Act::kConference, Act::kConference, Act::kEnd};
      act = connected ? random.pick(kMine) : Act::kEnd;
    }
  }
  if (random.chance(10)) ask(core::GetInteraction{agent_, consultation.interaction});
  ask(core::ActOnConsultation{agent_, consultation.id, act});
}

}  // namespace callbackd::simulation
