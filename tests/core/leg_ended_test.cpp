// Tests turn_of(), which decides what the end of one leg means for the whole call, case by case.
#include "core/commands/leg_ended.hpp"

#include <catch2/catch.hpp>
#include <memory>

using namespace callbackd;
using namespace callbackd::core;

namespace {

constexpr auto kMember = LegNumber{2};
constexpr auto kBob = AgentId{7};

// Makes a callback whose agent talks with the contact: both legs are up.
Callback talking() {
  Callback callback;
  callback.state = CallbackState::kActive;
  callback.interaction = std::make_unique<OpenInteraction>();
  callback.call = std::make_unique<Call>();
  callback.call->agent.state = LegState::kUp;
  callback.call->contact.state = LegState::kUp;
  return callback;
}

Party& join(Callback& callback, PartyRole role, AgentId agent = kBob) {
  Party party;
  party.leg = {kMember, LegState::kUp, {}};
  party.row.role = role;
  party.agent = agent;
  callback.call->parties.push_back(std::move(party));
  return callback.call->parties.back();
}

LegTurn after_end_of(Callback& callback, LegNumber number) {
  callback.call->find_leg(number)->state = LegState::kEnded;
  return turn_of(callback, number);
}

}  // namespace

TEST_CASE("a party who is neither contact nor owner leaves the others in the call") {
  auto callback = talking();
  auto const role = GENERATE(PartyRole::kMember, PartyRole::kConsulted, PartyRole::kTarget);
  join(callback, role);
  auto const turn = after_end_of(callback, kMember);
  if (role == PartyRole::kMember) CHECK(turn == LegTurn::kMemberLeft);
  if (role == PartyRole::kConsulted) CHECK(turn == LegTurn::kConsultationOver);
  if (role == PartyRole::kTarget) CHECK(turn == LegTurn::kOwnerIsCalledBack);
}

TEST_CASE("an owner who hangs up leaves the call to an agent of the conference") {
  auto callback = talking();
  join(callback, PartyRole::kMember);
  CHECK(after_end_of(callback, LegNumber::kAgent) == LegTurn::kHeirTakesOver);
}

TEST_CASE("nobody takes over a call whose end was asked for") {
  auto callback = talking();
  join(callback, PartyRole::kMember);
  callback.call->ending = true;
  CHECK(after_end_of(callback, LegNumber::kAgent) == LegTurn::kOthersHangUp);
}

TEST_CASE("somebody outside takes over no call") {
  auto callback = talking();
  join(callback, PartyRole::kMember, kNobody);
  CHECK(after_end_of(callback, LegNumber::kAgent) == LegTurn::kOthersHangUp);
}

TEST_CASE("a contact waits for the next agent if the one who took over never answered") {
  auto callback = talking();
  callback.call->owner = PartyRow{};
  CHECK(after_end_of(callback, LegNumber::kAgent) == LegTurn::kContactWaits);
}

TEST_CASE("a contact waits for nobody once its callback is over") {
  auto callback = talking();
  callback.call->owner = PartyRow{};
  callback.state = CallbackState::kCancelled;
  CHECK(after_end_of(callback, LegNumber::kAgent) == LegTurn::kOthersHangUp);
}

TEST_CASE("a contact who hangs up ends the call for the owner") {
  auto callback = talking();
  CHECK(after_end_of(callback, LegNumber::kContact) == LegTurn::kOthersHangUp);
  CHECK(after_end_of(callback, LegNumber::kAgent) == LegTurn::kAttemptOver);
}

TEST_CASE("a contact who hangs up while no agent has the call has abandoned it") {
  auto callback = talking();
  callback.interaction.reset();
  callback.call->agent.state = LegState::kEnded;
  CHECK(after_end_of(callback, LegNumber::kContact) == LegTurn::kAbandoned);
}
