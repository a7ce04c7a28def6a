// Tests what agents are told about a call after a restart, and what they are told when all its legs
// end in one step.
#include <algorithm>

#include <catch2/catch.hpp>

#include "core/bench.hpp"

using namespace callbackd;
using namespace callbackd::core;
using namespace callbackd::core::test;

namespace {

constexpr LegNumber kOther{2};

SiteDefinition with_carol() {
  auto site = plain_site();
  agent_of(site, "carol");
  return site;
}

struct Talking {
  Talking() {
    alice = bench.enter_ready("alice");
    bob = bench.enter("bob");
    bench.post(1);
    bench.accept(alice, 1);
    id = bench.interaction(1);
    bench.run(PlaceCall{alice, id, {}});
    answers(LegNumber::kAgent);
    answers(LegNumber::kContact);
  }
  void answers(LegNumber number) {
    bench.run(VoiceEvent{LegAnswered{bench.leg(1, number), false}});
  }
  void consults_bob() {
    bench.run(StartConsultation{alice, id, agent("bob")});
    bench.run(ActOnConsultation{bob, bench.consultation(callback_id(1), 2),
                                ActOnConsultation::Act::kAccept});
  }
  static CallTarget agent(char const* login) { return {CallTarget::Kind::kAgent, login, {}}; }
  Bench bench{with_carol()};
  base::AgentId alice{};
  base::AgentId bob{};
  base::InteractionId id;
};

// A second core, which is restored from the rows that the first core wrote. The gateway has not
// sent it a snapshot (the list of the legs that live) yet.
struct Restarted {
  explicit Restarted(Bench const& bench) : now(bench.now()) {
    core.restore(share(with_carol()), bench.ledger().restored());
    run(StartUp{});
  }
  void run(CommandBody body) {
    effects = {};
    core.step(now, {base::Serial{++serial}, RequestRef{1}, std::move(body)}, effects);
  }
  AnswerBody answer() const {
    for (auto const& release : effects.releases) {
      if (auto const* const answer = std::get_if<Answer>(&release)) return answer->body;
    }
    return Nothing{};
  }
  std::string handed_to() const {
    auto const& rows = effects.records.interactions;
    return rows.empty() ? "" : rows.back().agent;
  }
  Core core{kHashKey};
  Effects effects;
  base::Instant now;
  std::uint64_t serial = 1'000;
};

template <typename Told>
bool tells(Effects const& effects, Told told) {
  return std::ranges::any_of(effects.releases, told);
}

bool logs(Effects const& effects, EventType type) {
  return std::ranges::any_of(effects.records.events,
                             [&](EventRow const& event) { return event.type == type; });
}

bool joins(Effects const& effects, LegId const& leg) {
  return tells(effects, [&](Release const& release) {
    auto const* const order = std::get_if<VoiceOrder>(&release);
    auto const* const join = order ? std::get_if<Join>(order) : nullptr;
    return join && join->leg == leg && join->mix == MixNumber::kCall;
  });
}

bool hangs_up(Effects const& effects, LegId const& leg) {
  return tells(effects, [&](Release const& release) {
    auto const* const order = std::get_if<VoiceOrder>(&release);
    auto const* const ended = order ? std::get_if<HangUp>(order) : nullptr;
    return ended && ended->leg == leg;
  });
}

}  // namespace

TEST_CASE(
    "an agent who comes between restart and snapshot is told that a consultation is connected") {
  Talking talking;
  auto& bench = talking.bench;
  talking.consults_bob();
  talking.answers(kOther);

  Restarted restarted{bench};
  restarted.run(OpenSession{"bob"});
  restarted.run(VoiceEvent{SnapshotTaken{{{bench.leg(1, LegNumber::kContact), true},
                                          {bench.leg(1, LegNumber::kAgent), true},
                                          {bench.leg(1, kOther), true}}}});
  CHECK(tells(restarted.effects, [](Release const& release) {
    auto const* const notify = std::get_if<Notify>(&release);
    auto const* const told = notify ? std::get_if<ConsultationUpdated>(&notify->body) : nullptr;
    return told && told->consultation.state == ConsultationState::kConnected;
  }));
}

TEST_CASE(
    "a party who answered while no server heard of it has answered, though the call is over too") {
  Talking talking;
  auto& bench = talking.bench;
  talking.consults_bob();

  Restarted restarted{bench};
  restarted.run(VoiceEvent{SnapshotTaken{{{bench.leg(1, kOther), true}}}});
  auto const& rows = restarted.effects.records.parties;
  REQUIRE(!rows.empty());
  CHECK(rows.back().answered_at);
  CHECK(rows.back().ended_at);
}

TEST_CASE("a contact that is to be given to a number hears ringing after a restart too") {
  Talking talking;
  auto& bench = talking.bench;
  CallTarget target{CallTarget::Kind::kNumber, "",
                    ClassedNumber{phone(442071839999), NumberClass::in("GB")}};
  bench.run(TransferCall{talking.alice, talking.id, target});
  CHECK(bench.ordered<Ringback>().size() == 1);

  Restarted restarted{bench};
  restarted.run(VoiceEvent{
      SnapshotTaken{{{bench.leg(1, LegNumber::kContact), true}, {bench.leg(1, kOther), false}}}});
  CHECK(tells(restarted.effects, [&](Release const& release) {
    auto const* const order = std::get_if<VoiceOrder>(&release);
    auto const* const ringing = order ? std::get_if<Ringback>(order) : nullptr;
    return ringing && ringing->leg == bench.leg(1, LegNumber::kContact);
  }));
}

TEST_CASE(
    "an agent who is handed a call that ends in the same step hears of it first, then of its end") {
  Talking talking;
  auto& bench = talking.bench;
  bench.run(ConferenceCall{talking.alice, talking.id, Talking::agent("bob")});
  talking.answers(kOther);
  bench.run(SessionLost{talking.bob});
  bench.pass(1h);  // beyond the grace
  bench.run(VoiceEvent{LinkChanged{true}});
  // Three legs are missing in the snapshot. Their ends are handled in this order: first the owner's
  // leg, so that bob becomes the owner, then the contact's leg, then bob's leg.
  bench.run(VoiceEvent{SnapshotTaken{}});
  REQUIRE(bench.notified<InteractionClosed>(talking.bob).size() == 1);
  CHECK(bench.notified<InteractionUpdated>(talking.bob).size() == 1);
}

TEST_CASE("an owner who leaves between a restart and the snapshot leaves the call to the next") {
  Talking talking;
  auto& bench = talking.bench;
  bench.run(ConferenceCall{talking.alice, talking.id, Talking::agent("bob")});
  talking.answers(kOther);

  Restarted restarted{bench};
  restarted.run(
      VoiceEvent{LegEnded{bench.leg(1, LegNumber::kAgent), AttemptOutcome::kAnswered, "16"}});
  restarted.run(VoiceEvent{
      SnapshotTaken{{{bench.leg(1, LegNumber::kContact), true}, {bench.leg(1, kOther), true}}}});
  CHECK(restarted.handed_to() == "bob");
}

TEST_CASE("an owner who ends the call between a restart and the snapshot leaves it to the next") {
  Talking talking;
  auto& bench = talking.bench;
  bench.run(ConferenceCall{talking.alice, talking.id, Talking::agent("bob")});
  talking.answers(kOther);

  Restarted restarted{bench};
  restarted.run(EndCall{talking.alice, talking.id});
  CHECK(restarted.handed_to() == "bob");
  auto const contact = bench.leg(1, LegNumber::kContact);
  CHECK_FALSE(hangs_up(restarted.effects, contact));
  CHECK(hangs_up(restarted.effects, bench.leg(1, LegNumber::kAgent)));

  restarted.run(VoiceEvent{SnapshotTaken{{{contact, true}, {bench.leg(1, kOther), true}}}});
  CHECK(joins(restarted.effects, bench.leg(1, kOther)));
  CHECK(joins(restarted.effects, contact));
}

TEST_CASE("an agent of a conference cannot log out between a restart and the snapshot either") {
  Talking talking;
  auto& bench = talking.bench;
  bench.run(ConferenceCall{talking.alice, talking.id, Talking::agent("bob")});
  talking.answers(kOther);

  Restarted restarted{bench};
  restarted.run(CloseSession{talking.bob});
  CHECK(refusal(restarted.answer()).reason == RefusalReason::kWrongState);
}

TEST_CASE(
    "an heir who answered while no server heard of it has joined before taking the call over") {
  Talking talking;
  auto& bench = talking.bench;
  bench.run(ConferenceCall{talking.alice, talking.id, Talking::agent("bob")});

  Restarted restarted{bench};
  restarted.run(VoiceEvent{
      SnapshotTaken{{{bench.leg(1, LegNumber::kContact), true}, {bench.leg(1, kOther), true}}}});
  CHECK(restarted.handed_to() == "bob");
  CHECK(logs(restarted.effects, EventType::kPartyJoined));
}

TEST_CASE("a member who answered, and whom no order to join reached, joins a call on hold too") {
  Talking talking;
  auto& bench = talking.bench;
  bench.run(ConferenceCall{talking.alice, talking.id, Talking::agent("bob")});
  bench.run(HoldCall{talking.alice, talking.id});
  talking.answers(kOther);  // committed; the server dies before it orders anything

  Restarted restarted{bench};
  restarted.run(VoiceEvent{SnapshotTaken{{{bench.leg(1, LegNumber::kContact), true},
                                          {bench.leg(1, LegNumber::kAgent), true},
                                          {bench.leg(1, kOther), true}}}});
  CHECK(joins(restarted.effects, bench.leg(1, kOther)));
}

TEST_CASE("the others of a conference are told who owns the call now") {
  Talking talking;
  auto& bench = talking.bench;
  bench.enter("carol");
  bench.run(ConferenceCall{talking.alice, talking.id, Talking::agent("bob")});
  talking.answers(kOther);
  bench.run(TransferCall{talking.alice, talking.id, Talking::agent("carol")});
  auto const told = bench.notified<ConsultationUpdated>(talking.bob);
  REQUIRE(told.size() == 1);
  CHECK(told.front().consultation.from == "carol");
}

TEST_CASE(
    "a contact who answered while no server heard of it has answered, though nobody is left") {
  Bench bench{with_carol()};
  auto const alice = bench.enter_ready("alice");
  bench.post(1);
  bench.accept(alice, 1);
  bench.run(PlaceCall{alice, bench.interaction(1), {}});
  bench.run(VoiceEvent{LegAnswered{bench.leg(1, LegNumber::kAgent), false}});

  Restarted restarted{bench};
  restarted.run(VoiceEvent{SnapshotTaken{{{bench.leg(1, LegNumber::kContact), true}}}});
  auto const& rows = restarted.effects.records.attempts;
  REQUIRE(!rows.empty());
  CHECK(rows.back().answered_at);
  CHECK(logs(restarted.effects, EventType::kCallAnswered));
}

TEST_CASE(
    "an owner who took a call over and answered unheard has answered, though the contact is gone") {
  Talking talking;
  auto& bench = talking.bench;
  bench.run(TransferCall{talking.alice, talking.id, Talking::agent("bob")});

  Restarted restarted{bench};
  restarted.run(VoiceEvent{SnapshotTaken{{{bench.leg(1, kOther), true}}}});
  auto const& rows = restarted.effects.records.parties;
  CHECK(std::ranges::any_of(
      rows, [](PartyRow const& row) { return row.role == PartyRole::kOwner && row.answered_at; }));
}

TEST_CASE("an owner who took a call over and answered unheard talks, whatever was on hold before") {
  Talking talking;
  auto& bench = talking.bench;
  bench.run(HoldCall{talking.alice, talking.id});
  bench.run(TransferCall{talking.alice, talking.id, Talking::agent("bob")});

  Restarted restarted{bench};
  restarted.run(VoiceEvent{
      SnapshotTaken{{{bench.leg(1, LegNumber::kContact), true}, {bench.leg(1, kOther), true}}}});
  CHECK(joins(restarted.effects, bench.leg(1, LegNumber::kContact)));
}
