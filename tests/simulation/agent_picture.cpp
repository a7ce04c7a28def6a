// Compares what an agent's client believes about calls with the real calls. Part of AgentClient,
// which agent_client.hpp declares.
#include <algorithm>

#include "simulation/agent_client.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {

using core::ConsultationState;

void AgentClient::take_consultations(std::vector<core::ConsultationView> const& views) {
  for (auto const& [id, known] : picture_.consultations) {
    bool const there = std::ranges::any_of(views, [&](auto const& view) { return view.id == id; });
    if (!there) parts_.report.violated("{}: a consultation ended untold", login());
  }
  picture_.consultations.clear();
  for (auto const& view : views) picture_.consultations[view.id] = view;
}

bool AgentClient::compare_calls() {
  if (!link_.opened || link_.deaf) return true;
  bool all = true;
  for (auto const& [id, interaction] : picture_.interactions) {
    if (may_be_behind(id)) {
      all = false;
    } else {
      compare_call(interaction);
    }
  }
  compare_consultations();
  return all;
}

void AgentClient::compare_call(core::InteractionView const& interaction) {
  auto const& facts = parts_.checker.facts;
  auto const& it = facts.callbacks.at(interaction.id.callback);
  auto const say = [&](std::string_view what, auto const& told, auto const& is) {
    parts_.report.violated("{} is told of {} that its {} is {}, it is {}", login(),
                           name(interaction.id.callback), what, told, is);
  };
  if (!it.in_call) {
    if (interaction.call_status != core::CallStatus::kReadyToCall || !interaction.parties.empty()) {
      say("call", core::to_text(interaction.call_status), "over");
    }
    auto const expected = actions_without_call(it.row);
    if (interaction.allowed_actions != expected) {
      say("list of actions", interaction.allowed_actions, expected);
    }
    return;
  }
  auto const call =
      standing_of(facts, parts_.phones, {interaction.id.callback, it.row.attempt_number});
  if (call.ending) return;
  if (interaction.call_status != call.status()) {
    say("call", core::to_text(interaction.call_status), core::to_text(call.status()));
  }
  if (interaction.allowed_actions != call.actions()) {
    say("list of actions", interaction.allowed_actions, call.actions());
  }
  compare_parties(interaction, call);
}

void AgentClient::compare_parties(core::InteractionView const& interaction,
                                  CallStanding const& call) {
  using core::PartyState;
  std::map<std::string, PartyState> expected;
  auto const state = [](PhoneLeg const* leg) {
    if (leg == nullptr) return PartyState::kOffered;
    return leg->up ? PartyState::kConnected : PartyState::kRinging;
  };
  if (call.owner) expected["agent"] = state(call.owner);
  if (call.contact) expected["contact"] = state(call.contact);
  bool const on_hold = call.contact && call.contact->up && !call.hears();
  if (on_hold) expected["contact"] = PartyState::kOnHold;
  for (auto const& other : call.others) {
    expected["p" + std::to_string(static_cast<unsigned>(other.row->leg))] = state(other.leg);
  }
  std::map<std::string, PartyState> told;
  for (auto const& party : interaction.parties) {
    told[party.id] = party.state == PartyState::kDialing ? PartyState::kRinging : party.state;
  }
  if (told == expected) return;
  for (auto const& [id, is] : expected) {
    auto const found = told.find(id);
    if (found != told.end() && found->second == is) continue;
    return parts_.report.violated(
        "{} is told of {} that {} is {}, it is {}", login(), name(interaction.id.callback), id,
        found == told.end() ? "not there" : core::to_text(found->second), core::to_text(is));
  }
  parts_.report.violated("{} is told of {} in {} who is not there", login(), told.rbegin()->first,
                         name(interaction.id.callback));
}

// Compares the consultations that the client shows with the real ones. The real ones are each open
// part that this agent has in a call (in any role except owner), and each open consultation in a
// call that this agent owns.
void AgentClient::compare_consultations() {
  auto const& facts = parts_.checker.facts;
  std::size_t mine = 0;
  for (auto const attempt : facts.open_calls) {
    auto const& it = facts.callbacks.at(attempt.callback);
    bool const owns = it.interaction && it.interaction->agent == login();
    for (auto const* row : facts.others_in(attempt)) {
      bool const asks = owns && row->role == core::PartyRole::kConsulted;
      if (row->agent != login() && !asks) continue;
      ++mine;
      auto const told = std::ranges::find_if(picture_.consultations, [&](auto const& entry) {
        return leg_of(entry.first) == core::LegId{attempt, row->leg};
      });
      auto const* const leg = parts_.phones.find({attempt, row->leg});
      auto const is = leg == nullptr ? ConsultationState::kOffered
                      : leg->up      ? ConsultationState::kConnected
                                     : ConsultationState::kRinging;
      if (told == picture_.consultations.end()) {
        parts_.report.violated("{} was not told of a consultation of {}", login(),
                               name(attempt.callback));
      } else if (told->second.state != is) {
        parts_.report.violated("{} is told of {} that a consultation is {}, it is {}", login(),
                               name(attempt.callback), core::to_text(told->second.state),
                               core::to_text(is));
      } else if (!it.interaction || told->second.from != it.interaction->agent) {
        parts_.report.violated("{} is told of {} that it is with {}", login(),
                               name(attempt.callback), told->second.from);
      }
    }
  }
  if (mine != picture_.consultations.size()) {
    parts_.report.violated("{} believes in a consultation that is over", login());
  }
}

}  // namespace callbackd::simulation
