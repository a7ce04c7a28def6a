#include "simulation/call_standing.hpp"

#include <algorithm>

namespace callbackd::simulation {
namespace {

using core::Action;
using core::LegNumber;
using core::PartyRole;

constexpr std::uint32_t kLegsPerAttempt = 256;

std::uint16_t bits(std::initializer_list<Action> actions) {
  unsigned all = 0;
  for (auto const action : actions) all |= static_cast<unsigned>(action);
  return static_cast<std::uint16_t>(all);
}

// Returns the number of the leg of the call's present owner. It is the leg that was dialled last
// for an owner with this login. If no leg was dialled for such an owner, it is the agent's leg with
// which the call began.
LegNumber owner_leg(Facts const& facts, base::AttemptId attempt, std::string const& owner) {
  auto last = LegNumber::kAgent;
  for (auto at = facts.parties.lower_bound({attempt, {}}); at != facts.parties.end(); ++at) {
    auto const& row = at->second;
    if (row.attempt != attempt) break;
    bool const owners = row.role == PartyRole::kOwner && row.agent == owner && !row.ended_at;
    if (owners) last = row.leg;
  }
  return last;
}

}  // namespace

CallStanding::Other const* CallStanding::aside() const {
  auto const found = std::ranges::find_if(
      others, [](Other const& other) { return other.row->role != PartyRole::kMember; });
  return found == others.end() ? nullptr : &*found;
}

core::CallStatus CallStanding::status() const {
  if (!contact || !contact->up) return core::CallStatus::kDialing;
  return hears() ? core::CallStatus::kConnected : core::CallStatus::kOnHold;
}

std::uint16_t CallStanding::actions() const {
  auto allowed = bits({Action::kSetDisposition, Action::kSetNote, Action::kEnd});
  auto const also = [&](bool when, std::initializer_list<Action> actions) {
    if (when) allowed = static_cast<std::uint16_t>(allowed | bits(actions));
  };
  bool const over = core::is_final(callback->row.state);
  also(hears(), {Action::kHold, Action::kSendDtmf});
  also(hears() && !over, {Action::kConference});
  also(together() && row->on_hold, {Action::kResume});
  also(together() && !over, {Action::kTransfer, Action::kConsult});
  also(std::ranges::any_of(
           others, [](Other const& other) { return other.row->role == PartyRole::kMember; }),
       {Action::kDropParty});
  also(hears() && !row->extension.empty(), {Action::kSendExtension});
  also(std::ranges::any_of(others,
                           [](Other const& other) {
                             return !other.row->extension.empty() && other.leg && other.leg->up;
                           }),
       {Action::kSendExtension});
  return allowed;
}

std::uint16_t actions_without_call(CallbackRow const& row) {
  auto const always = bits({Action::kSetDisposition, Action::kSetNote, Action::kMarkDone});
  if (core::is_final(row.state)) return always;
  return static_cast<std::uint16_t>(always |
                                    bits({Action::kReschedule, Action::kRelease, Action::kCall}));
}

CallStanding standing_of(Facts const& facts, Phones const& phones, base::AttemptId attempt) {
  CallStanding standing;
  standing.callback = &facts.callbacks.at(attempt.callback);
  standing.row = &facts.attempts.at(attempt);
  auto const take = [&](LegNumber number, PhoneLeg const*& into) {
    auto const* const leg = phones.find({attempt, number});
    if (leg == nullptr) return;
    if (leg->ours()) into = leg;
    standing.ending = standing.ending || leg->hanging;
  };
  take(LegNumber::kContact, standing.contact);
  if (standing.callback->interaction) {
    standing.owner_number = owner_leg(facts, attempt, standing.callback->interaction->agent);
    take(standing.owner_number, standing.owner);
  }
  for (auto const* row : facts.others_in(attempt)) {
    auto const* const leg = phones.find({attempt, row->leg});
    standing.others.push_back({row, leg && leg->ours() ? leg : nullptr});
  }
  return standing;
}

core::LegId leg_of(base::ConsultationId id) {
  return {{id.callback, id.number / kLegsPerAttempt},
          LegNumber{static_cast<std::uint16_t>(id.number % kLegsPerAttempt)}};
}

}  // namespace callbackd::simulation
