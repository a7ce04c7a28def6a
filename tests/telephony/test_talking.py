"""What happens during a call: hold, digits, a customer who cancels, several calls at once."""
import asyncio

import pytest

from lib.desk import in_order
from scene import STRANGER


async def test_on_hold_the_contact_hears_music_and_the_agent_nothing(desk):
    hand = await desk.on_the_phone()
    await desk.hear(alice=["contact"], contact=["alice"])
    await hand.do("call.hold")
    held = await hand.is_("on_hold")
    assert ("contact", "on_hold") in {(party["kind"], party["state"]) for party in held["parties"]}
    await desk.hear(alice=[], contact=["music"])
    await hand.do("call.resume")
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])
    assert in_order(["call_answered", "call_held", "call_resumed"], hand.events())


async def test_hold_and_resume_can_be_repeated(desk):
    hand = await desk.on_the_phone()
    for _ in range(3):
        await hand.do("call.hold")
        await hand.is_("on_hold")
        assert (await hand.refused("call.hold")).data == {"reason": "wrong_state", "state": "on_hold"}
        await hand.do("call.resume")
        await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


@pytest.mark.parametrize("gateway", ["asterisk"], indirect=True)
async def test_the_hold_key_of_the_agents_phone_does_what_the_client_does(desk):
    hand = await desk.on_the_phone()
    await desk.hear(alice=["contact"])   # from now on the phones negotiate nothing more
    await desk.gateway.hold_key("alice", True)
    await hand.is_("on_hold")
    await desk.hear(contact=["music"])
    await desk.gateway.hold_key("alice", False)
    await hand.is_("connected")
    await desk.hear(contact=["alice"])   # after its hold key was pressed, alice's phone does not record what she hears
    assert in_order(["call_held", "call_resumed"], hand.events())


async def test_a_contact_who_hangs_up_on_hold_ends_the_call(desk):
    hand = await desk.on_the_phone("alice", "201")
    await hand.do("call.hold")
    assert (await hand.over())["outcome"] == "answered"


async def test_the_contact_hears_the_digits_in_their_order(desk):
    hand = await desk.on_the_phone()
    await hand.do("call.send_dtmf", digits="40917#*")
    assert await desk.gateway.digits_at("contact", 7) in ("40917#*", None)
    event = next(row for row in desk.database.events(hand.callback_id) if row["type"] == "digits_sent")
    assert "40917" not in str(event["data"]) and event["data"]["count"] == 7
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_digits_are_refused_on_hold(desk):
    hand = await desk.on_the_phone()
    await hand.do("call.hold")
    await hand.is_("on_hold")
    assert (await hand.refused("call.send_dtmf", digits="1")).data == {"reason": "wrong_state", "state": "on_hold"}


async def test_two_agents_calls_do_not_mix(desk):
    alices = await desk.on_the_phone("alice")
    bobs = await desk.on_the_phone("bob", STRANGER)
    await desk.hear(alice=["contact"], contact=["alice"], bob=["stranger"], stranger=["bob"])
    await alices.do("call.hold")
    await desk.hear(alice=[], contact=["music"], bob=["stranger"], stranger=["bob"])
    await bobs.do("call.end")
    assert (await bobs.over())["outcome"] == "answered"
    await alices.do("call.resume")
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_three_agents_call_at_the_same_moment(desk):
    hands = [await desk.in_hand(login, digits) for login, digits in (("alice", "300"), ("bob", "301"), ("dave", "123"))]
    await asyncio.gather(*(hand.call() for hand in hands))
    await asyncio.gather(*(hand.is_("connected") for hand in hands))
    await desk.hear(alice=["contact"], bob=["stranger"], contact=["alice"], stranger=["bob"])


async def test_a_customer_who_cancels_during_the_call_leaves_it_to_the_agent(desk):
    hand = await desk.on_the_phone()
    answer = await desk.cancel(hand.callback_id)
    assert (answer.body["state"], answer.body["cancel_requested"]) == ("active", True)
    await hand.is_("connected", lambda i: i["cancel_requested"])
    await desk.hear(alice=["contact"])
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "answered"


async def test_a_customer_who_cancels_while_it_rings_leaves_it_to_the_agent(desk):
    hand = await desk.dialing("alice", "181")
    await hand.rings("contact")
    answer = await desk.cancel(hand.callback_id)
    assert (answer.body["state"], answer.body["cancel_requested"]) == ("active", True)
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "cancelled"


async def test_a_customer_who_cancels_before_the_call_is_not_called(desk):
    hand = await desk.in_hand()
    await desk.cancel(hand.callback_id)
    assert (await hand.refused("interaction.call")).reason == "wrong_state"
    assert hand.attempts() == []


@pytest.mark.parametrize("queue", ["calm", "named"])
async def test_the_contact_sees_the_queues_number(desk, queue):
    await desk.on_the_phone(queue=queue)
    assert await desk.gateway.caller_shown_to("contact") in ("+442071838750" if queue == "named" else "", None)
