// Compares the calls that are committed with the legs that the gateway really has. It runs only
// when the server has sent and received everything. At such a time only an order to hang up can
// still be on its way. Part of Checker, which checker.hpp declares.
#include <algorithm>

#include "simulation/checker.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {

using core::LegNumber;
using core::MixNumber;
using core::PartyRole;

namespace {

bool in_mix(PhoneLeg const& leg, MixNumber mix) {
  return leg.ear == Ear::kMix && leg.mix == mix;
}
MixNumber mix_of(core::PartyRow const& consulted) {
  return MixNumber{static_cast<std::uint16_t>(consulted.leg)};
}

// Returns what is wrong with the sound that the contact hears. An empty text means that it is
// right.
std::string wrong_ear_of_contact(CallStanding const& call) {
  auto const& leg = *call.contact;
  if (!leg.up) return {};
  auto const* const aside = call.aside();
  if (call.hears()) return in_mix(leg, MixNumber::kCall) ? "" : "does not hear its agent";
  if (leg.ear == Ear::kMix) return "hears who is not to be heard";
  if (leg.ear == Ear::kAlone) return "hears nothing at all";
  bool const rings = aside && aside->row->role == PartyRole::kTarget;
  if (rings && leg.ear != Ear::kRinging) return "does not hear that somebody is dialled";
  bool const held = call.waits() || call.together();
  if (held && leg.ear != Ear::kMusic) return "is not on hold";
  return {};
}

std::string wrong_ear_of_owner(CallStanding const& call) {
  auto const& leg = *call.owner;
  if (!leg.up) return {};
  if (!call.contact->up) return leg.ear == Ear::kRinging ? "" : "does not hear the ringing";
  auto const* const aside = call.aside();
  if (!aside) return in_mix(leg, MixNumber::kCall) ? "" : "is not in the call";
  bool const talks = aside->leg && aside->leg->up;
  if (!talks) return leg.ear == Ear::kRinging ? "" : "does not hear who is asked being dialled";
  return in_mix(leg, mix_of(*aside->row)) ? "" : "does not hear who is consulted";
}

}  // namespace

void Checker::judge_others(CallStanding const& call) {
  auto const id = name(call.row->id.callback);
  for (auto const& other : call.others) {
    auto const number = static_cast<unsigned>(other.row->leg);
    bool const asked = other.row->role == PartyRole::kConsulted && !other.row->agent.empty() &&
                       !dialled_.contains({call.row->id, other.row->leg});
    if (asked) continue;  // World::check_promptness checks for how long
    if (!other.leg) {
      report_.violated("{}: p{} is said to take part and is not there", id, number);
      continue;
    }
    if (other.leg->up != other.row->answered_at.has_value()) {
      report_.violated("{}: p{} answered or not, its row says otherwise", id, number);
    }
    if (!other.leg->up) continue;
    bool const consulted = other.row->role == PartyRole::kConsulted;
    if (!in_mix(*other.leg, consulted ? mix_of(*other.row) : MixNumber::kCall)) {
      report_.violated("{}: p{} does not hear whom it should", id, number);
    }
  }
}

void Checker::judge_standing(CallStanding const& call) {
  auto const id = name(call.row->id.callback);
  if (call.ending) return;
  bool const reached_out = dialled_.contains({call.row->id, LegNumber::kContact});
  if (!call.contact) {
    bool const begins = !reached_out && call.owner && !call.owner->up && call.others.empty();
    if (!begins) report_.violated("{}: a call goes on without its contact", id);
    return;
  }
  auto const* const aside = call.aside();
  bool const to_number = aside && aside->row->role == PartyRole::kTarget;
  if (call.owner && (call.waits() || to_number)) {
    report_.violated("{}: an agent talks who has left", id);
  }
  if (!call.owner && !call.waits() && !to_number) {
    report_.violated("{}: its contact is left without an agent", id);
  }
  auto wrong = wrong_ear_of_contact(call);
  if (!wrong.empty()) report_.violated("{}: its contact {}", id, wrong);
  if (call.owner) wrong = wrong_ear_of_owner(call);
  if (!wrong.empty()) report_.violated("{}: its agent {}", id, wrong);
  if (call.contact->up != call.row->answered_at.has_value()) {
    report_.violated("{}: its contact answered or not, the attempt says otherwise", id);
  }
  judge_others(call);
}

void Checker::compare_calls() {
  auto const& phones = *phones_;
  for (auto const& [leg, state] : phones.legs()) {
    if (!state.ours()) continue;
    if (!facts.open_calls.contains(leg.attempt)) {
      report_.violated("{} is left at the gateway, its call is over", text(leg));
      continue;
    }
    auto const call = standing_of(facts, phones, leg.attempt);
    bool const known = leg.number == LegNumber::kContact || leg.number == call.owner_number ||
                       std::ranges::any_of(call.others, [&](auto const& one) {
                         return one.row->leg == leg.number;
                       });
    if (!known && !call.ending) report_.violated("{} is left at the gateway", text(leg));
  }
  std::map<std::string, int> phones_used;
  for (auto const id : facts.open_calls) {
    auto const call = standing_of(facts, phones, id);
    judge_standing(call);
    if (call.owner && !call.ending) ++phones_used[call.callback->interaction->agent];
    for (auto const& other : call.others) {
      if (other.leg && !other.row->agent.empty()) ++phones_used[other.row->agent];
    }
  }
  for (auto const& [login, legs] : phones_used) {
    if (legs > 1) report_.violated("{} has one phone and is in {} calls", login, legs);
  }
}

}  // namespace callbackd::simulation
