"""How calls end: at every moment of a call, from every side, and from two sides at once."""
import pytest

from lib.desk import in_order
from lib.wait import moment


async def ended(hand, outcome):
    await hand.do("call.end")
    attempt = await hand.over()
    assert attempt["outcome"] == outcome
    assert [row["outcome"] for row in hand.attempts()][-1:] == [outcome]
    return attempt


async def test_a_call_ends_while_the_agents_phone_rings(desk):
    hand = await desk.dialing("carol")
    await hand.rings("agent")
    await ended(hand, "cancelled")


async def test_a_call_ends_while_nobody_knows_yet_whether_the_contact_rings(desk):
    hand = await desk.dialing("alice", "000")
    await hand.is_("dialing", lambda i: ("agent", "connected") in {(p["kind"], p["state"]) for p in i["parties"]})
    await ended(hand, "cancelled")


async def test_a_call_ends_while_the_contact_rings(desk):
    hand = await desk.dialing("alice", "181")
    await hand.rings("contact")
    attempt = await ended(hand, "cancelled")
    assert "answered_at" not in attempt


async def test_a_call_ends_in_the_same_breath_as_it_began(desk):
    hand = await desk.dialing("alice")
    await ended(hand, "cancelled")


async def test_a_connected_call_ends_when_the_agent_says_so(desk):
    hand = await desk.on_the_phone()
    await ended(hand, "answered")
    assert in_order(["call_started", "call_answered", "call_ended"], hand.events())


async def test_a_call_on_hold_can_be_ended(desk):
    hand = await desk.on_the_phone()
    await hand.do("call.hold")
    await hand.is_("on_hold")
    await ended(hand, "answered")


async def test_the_same_contact_can_be_called_again_at_once(desk):
    hand = await desk.on_the_phone()
    await ended(hand, "answered")
    await hand.call()
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_mark_done_ends_the_call_if_it_is_asked_to(desk):
    hand = await desk.on_the_phone()
    assert (await hand.refused("interaction.mark_done")).reason == "call_in_progress"
    assert (await hand.do("interaction.mark_done", end_call=True))["state"] == "completed"
    attempt, = hand.attempts()
    assert (attempt["outcome"], attempt["ended_at"] is not None) == ("answered", True)


@pytest.mark.parametrize("after_ms", [150, 190, 210, 230, 260])
async def test_an_end_that_meets_the_answer_leaves_one_outcome_and_no_call(desk, after_ms):
    hand = await desk.dialing("alice", "123")
    await hand.rings("contact")
    await moment(after_ms / 1000)
    await ended_or_answered(hand)


async def ended_or_answered(hand):
    await hand.do("call.end")
    attempt = await hand.over()
    assert attempt["outcome"] == ("answered" if "answered_at" in attempt else "cancelled")
    assert len(hand.attempts()) == 1


async def test_both_sides_hang_up_at_once(desk):
    hand = await desk.on_the_phone("alice", "201")   # the contact hangs up after two seconds
    await moment(2)
    answer = await hand.agent.ask("call.end", hand.params)
    assert "result" in answer or answer["error"]["data"]["reason"] == "wrong_state"
    assert (await hand.over())["outcome"] == "answered"


async def test_a_second_end_is_refused_and_changes_nothing(desk):
    hand = await desk.on_the_phone()
    await ended(hand, "answered")
    assert (await hand.refused("call.end")).data == {"reason": "wrong_state", "state": "ready_to_call"}
