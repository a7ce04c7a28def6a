"""Calls that are handed on to an agent, a number or a queue, and what happens when nobody is there."""
import pytest

from lib.desk import in_order, phone_ending
from scene import STRANGER


def agent_target(login):
    return {"kind": "agent", "id": login}


def number_target(digits):
    return {"kind": "number", "id": phone_ending(digits)}


async def given(agent, hand):
    """Waits until the interaction is this agent's and its call is connected. Returns the interaction."""
    return await agent.call_is("connected", lambda i: i["callback_id"] == hand.callback_id)


async def outcome_for(agent):
    return (await agent.told("interaction.closed"))["outcome"]


async def test_a_call_transferred_to_an_agent_is_that_agents_and_keeps_its_note(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    await hand.do("interaction.set_note", text="wants the blue one", version=0)
    await hand.do("call.transfer", target=agent_target("bob"))
    assert await outcome_for(hand.agent) == "transferred"
    interaction = await given(bob, hand)
    assert interaction["interaction_id"] == hand.params["interaction_id"]
    assert interaction["note"] == {"text": "wants the blue one", "version": 1}
    assert (await hand.refused("call.end")).reason == "wrong_state"
    await desk.hear(alice=[], bob=["contact"], contact=["bob"])
    assert len(hand.attempts()) == 1
    assert "transferred" in hand.events()
    await bob.call("interaction.mark_done", **hand.params, end_call=True)


async def test_a_transfer_to_an_agent_whose_phone_fails_leaves_the_contact_waiting_for_the_next(desk):
    await desk.agent("nora", ready=False)
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    await hand.agent.not_ready()
    await hand.do("call.transfer", target=agent_target("nora"))
    await bob.ready()
    await bob.accepted(hand.callback_id)
    await given(bob, hand)
    await desk.hear(bob=["contact"], contact=["bob"])
    assert len(hand.attempts()) == 1


@pytest.mark.parametrize("login", ["nobody", "alice", "carol"])   # carol is not logged in
async def test_a_call_is_not_transferred_to_an_agent_who_cannot_take_it(desk, login):
    hand = await desk.on_the_phone()
    assert (await hand.refused("call.transfer", target=agent_target(login))).reason == "target_unavailable"
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_a_call_is_not_transferred_to_an_agent_who_talks(desk):
    hand = await desk.on_the_phone()
    await desk.on_the_phone("bob", STRANGER)
    assert (await hand.refused("call.transfer", target=agent_target("bob"))).reason == "target_unavailable"


async def test_a_contact_given_to_a_number_talks_on_without_the_agent(desk):
    hand = await desk.on_the_phone()
    await hand.do("call.transfer", target=number_target("201"))   # this number hangs up after two seconds
    attempt = await hand.over()
    assert (attempt["outcome"], attempt["cause"]) == ("answered", "transferred to a number")
    await hand.do("interaction.mark_done")


async def test_the_contact_and_the_number_hear_each_other(desk):
    hand = await desk.on_the_phone()
    await hand.do("call.transfer", target=number_target(STRANGER))
    await hand.over()
    await desk.hear(alice=[], contact=["stranger"], stranger=["contact"])
    await desk.gateway.hangs_up("stranger")


@pytest.mark.parametrize("digits", ["486", "404", "503"])
async def test_an_agent_is_called_back_when_the_number_is_not_there(desk, digits):
    hand = await desk.on_the_phone()
    await hand.do("call.transfer", target=number_target(digits))
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])
    left = next(row for row in desk.database.events(hand.callback_id) if row["type"] == "party_left")
    assert left["data"]["outcome"] in ("busy", "invalid", "unreachable")
    assert len(hand.attempts()) == 1


async def test_a_number_that_must_not_be_called_is_refused_with_its_field(desk):
    hand = await desk.on_the_phone()
    error = await hand.refused("call.transfer", target={"kind": "number", "id": "12"})
    assert error.data["errors"][0]["field"] == "target.id"


async def test_a_call_transferred_to_a_queue_waits_with_music_ahead_of_all_others(desk):
    bob = await desk.agent("bob", ready=False)
    hand = await desk.on_the_phone()
    await hand.agent.not_ready()
    other = await desk.post("forgiving")
    await hand.do("call.transfer", target={"kind": "queue", "id": "forgiving"})
    assert await outcome_for(hand.agent) == "transferred"
    assert await desk.state(hand.callback_id) == "queued"
    await desk.hear(alice=[], contact=["music"])
    await bob.ready()
    offer = await bob.offered()
    assert offer["callback_id"] == hand.callback_id != other["id"]
    accepted = await bob.call("offer.accept", offer_id=offer["offer_id"])
    assert accepted["call_status"] == "on_hold"
    await given(bob, hand)
    await desk.hear(bob=["contact"], contact=["bob"])
    assert len(hand.attempts()) == 1
    assert in_order(["interaction_closed", "queued", "offered", "interaction_opened"], hand.events())


async def test_a_contact_who_hangs_up_while_waiting_for_the_next_agent_has_abandoned(desk):
    hand = await desk.on_the_phone("alice", "201")
    await hand.agent.not_ready()
    await hand.do("call.transfer", target={"kind": "queue", "id": "forgiving"})
    await desk.state_becomes(hand.callback_id, "failed")
    failed = next(row for row in desk.database.events(hand.callback_id) if row["type"] == "failed")
    assert failed["data"]["cause"] == "abandoned"


async def test_a_customer_who_cancels_while_waiting_for_the_next_agent_is_hung_up(desk):
    hand = await desk.on_the_phone()
    await hand.agent.not_ready()
    await hand.do("call.transfer", target={"kind": "queue", "id": "forgiving"})
    assert (await desk.cancel(hand.callback_id)).body["state"] == "cancelled"
    assert [row["outcome"] for row in hand.attempts()] == ["answered"]


async def test_a_queue_or_routing_point_that_is_not_there_is_refused(desk):
    hand = await desk.on_the_phone()
    for kind in ("queue", "routing_point"):
        assert (await hand.refused("call.transfer", target={"kind": kind, "id": "none"})).reason == "target_unavailable"
    await desk.hear(alice=["contact"])
