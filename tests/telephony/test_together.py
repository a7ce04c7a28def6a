"""Consultations and conferences: who hears whom at each step, and how they end."""
import pytest

from scene import STRANGER
from test_handing_on import agent_target, given, number_target, outcome_for


async def consult(hand, bob, accepts=True):
    """Starts a consultation, which bob accepts or not. If he accepts, waits until both talk. Returns the parameters
    of the consultation."""
    asked = await hand.do("consultation.start", target=agent_target(bob.login))
    assert asked["state"] == "offered"
    offered = (await bob.told("consultation.offered"))["consultation"]
    assert offered["consultation_id"] == asked["consultation_id"]
    aside = {"consultation_id": asked["consultation_id"]}
    if accepts:
        await bob.call("consultation.accept", **aside)
        await bob.told("consultation.updated", lambda p: p["consultation"]["state"] == "connected")
    return aside


async def ended(agent):
    return (await agent.told("consultation.closed"))["consultation"]["outcome"]


async def test_a_consulted_agent_sees_the_interaction_and_the_contact_hears_music(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    await consult(hand, bob)
    await desk.hear(alice=["bob"], bob=["alice"], contact=["music"])
    seen = await bob.call("interaction.get", **hand.params)
    assert (seen["call_status"], seen["allowed_actions"]) == ("on_hold", [])
    assert (await bob.refused("call.end", **hand.params)).reason == "not_found"


async def test_after_a_consultation_the_agent_is_back_with_the_contact(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    for who in (hand.agent, bob):   # either of them may end it
        aside = await consult(hand, bob)
        await who.call("consultation.end", **aside)
        assert [await ended(hand.agent), await ended(bob)] == ["ended", "ended"]
        await desk.hear(alice=["contact"], bob=[], contact=["alice"])
    await hand.do("call.hold")
    await hand.do("call.resume")


async def test_a_consultation_becomes_a_transfer(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    aside = await consult(hand, bob)
    await hand.agent.call("consultation.transfer", **aside)
    assert await outcome_for(hand.agent) == "transferred"
    await given(bob, hand)
    await desk.hear(alice=[], bob=["contact"], contact=["bob"])


async def test_a_consultation_becomes_a_conference_that_its_owner_leaves(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    aside = await consult(hand, bob)
    await hand.agent.call("consultation.conference", **aside)
    await desk.hear(alice=["bob", "contact"], bob=["alice", "contact"], contact=["alice", "bob"])
    await hand.do("call.end")
    assert await outcome_for(hand.agent) == "transferred"
    await given(bob, hand)
    await desk.hear(alice=[], bob=["contact"], contact=["bob"])


async def test_a_conference_with_everyone_ended_is_over_for_all(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    aside = await consult(hand, bob)
    await hand.agent.call("consultation.conference", **aside)
    await hand.do("call.end", everyone=True)
    assert (await hand.over())["outcome"] == "answered"
    assert await ended(bob) == "call_ended"


async def test_an_agent_who_declines_a_consultation_leaves_the_asking_agent_with_the_contact(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    aside = await consult(hand, bob, accepts=False)
    await bob.call("consultation.decline", **aside)
    assert await ended(hand.agent) == "declined"
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


@pytest.mark.parametrize("digits, outcome", [("486", "busy"), ("603", "rejected"), ("404", "invalid")])
async def test_a_number_that_cannot_be_consulted_leaves_the_agent_with_the_contact(desk, digits, outcome):
    hand = await desk.on_the_phone()
    asked = await hand.do("consultation.start", target=number_target(digits))
    assert asked["state"] == "ringing"
    assert await ended(hand.agent) == outcome
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_somebody_outside_is_consulted_and_joins_and_is_dropped(desk):
    hand = await desk.on_the_phone()
    asked = await hand.do("consultation.start", target=number_target(STRANGER))
    await hand.agent.told("consultation.updated", lambda p: p["consultation"]["state"] == "connected")
    await desk.hear(alice=["stranger"], stranger=["alice"], contact=["music"])
    await hand.agent.call("consultation.conference", consultation_id=asked["consultation_id"])
    joined = await hand.is_("connected")
    await desk.hear(alice=["contact", "stranger"], contact=["alice", "stranger"], stranger=["alice", "contact"])
    party, = (each for each in joined["parties"] if each["kind"] == "number")
    await hand.do("call.drop_party", party_id=party["party_id"])
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_an_agent_called_into_the_call_joins_at_once_and_may_leave(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    await hand.do("call.conference", target=agent_target("bob"))
    asked = (await bob.told("consultation.offered"))["consultation"]
    assert asked["state"] == "ringing"
    await bob.told("consultation.updated", lambda p: p["consultation"]["state"] == "connected")
    await desk.hear(alice=["bob", "contact"], bob=["alice", "contact"])
    await bob.call("consultation.end", consultation_id=asked["consultation_id"])
    assert await ended(bob) == "ended"
    await desk.hear(alice=["contact"], bob=[])


async def test_a_contact_who_leaves_during_a_consultation_ends_it(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone("alice", "201")   # the contact hangs up after two seconds
    await consult(hand, bob)
    assert await ended(bob) == "call_ended"
    assert (await hand.over())["outcome"] == "answered"


async def test_a_second_consultation_waits_for_the_end_of_the_first(desk):
    bob = await desk.agent("bob", ready=False)
    await desk.agent("dave", ready=False)
    hand = await desk.on_the_phone()
    aside = await consult(hand, bob, accepts=False)
    assert (await hand.refused("consultation.start", target=agent_target("dave"))).reason == "wrong_state"
    assert (await hand.refused("call.resume")).reason == "wrong_state"
    await hand.agent.call("consultation.end", **aside)
    assert await ended(bob) == "ended"


async def test_a_consultation_survives_a_restart_of_callbackd(desk):
    if not desk.gateway.calls_survive_callbackd:
        pytest.skip("a simulated call ends with its process")
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    aside = await consult(hand, bob)
    await desk.server.restart()
    for agent in (hand.agent, bob):
        await agent.closed()
        await agent.reopen()
    assert [each["state"] for each in bob.session["consultations"]] == ["connected"]
    assert hand.agent.session["interactions"][0]["call_status"] == "on_hold"
    await desk.hear(alice=["bob"], bob=["alice"], contact=["music"])
    await hand.agent.call("consultation.transfer", **aside)
    await desk.hear(alice=[], bob=["contact"], contact=["bob"])
    assert len(hand.attempts()) == 1
