"""What breaks during calls: callbackd, Asterisk, the network between them. No callback is lost, no contact is called twice, and
the agent's client sees how it really stands."""
import asyncio

import pytest

from lib.wait import moment, until
from scene import CONTACT

CUT_SECONDS = 10


async def back(hand):
    """The agent's client comes back after callbackd did."""
    await hand.agent.closed()
    await hand.agent.reopen()
    hand.agent.forget_unread()


async def still_one_call(desk, hand):
    """After callbackd came back: it went on, or it is over for good."""
    if desk.gateway.calls_survive_callbackd:
        assert (await hand.now())["call_status"] in ("connected", "on_hold")
        assert [row["outcome"] for row in hand.attempts()] == [None]
    else:
        assert (await hand.now())["attempts"][-1]["outcome"] == "lost"
    assert len(hand.attempts()) == 1


async def reconciled(desk, hand):
    """Once the gateway has said what lives."""
    async def is_it():
        interaction = await hand.now()
        return interaction["call_status"] != "dialing" or None
    await until(is_it, "a call that is up or over")


async def test_callbackd_killed_during_a_call_leaves_the_call_and_shows_it_again(desk):
    hand = await desk.on_the_phone()
    await desk.server.restart()
    await back(hand)
    await reconciled(desk, hand)
    await still_one_call(desk, hand)
    if desk.gateway.calls_survive_callbackd:
        await desk.hear(alice=["contact"], contact=["alice"])
        await hand.do("call.end")
        assert (await hand.over())["outcome"] == "answered"


async def test_callbackd_killed_during_hold_leaves_the_call_and_it_can_be_resumed(desk):
    hand = await desk.on_the_phone()
    await hand.do("call.hold")
    await hand.is_("on_hold")
    await desk.server.restart()
    await back(hand)
    await reconciled(desk, hand)
    await still_one_call(desk, hand)
    if desk.gateway.calls_survive_callbackd:
        if (await hand.now())["call_status"] == "on_hold":
            await hand.do("call.resume")
        await desk.hear(alice=["contact"], contact=["alice"])


@pytest.mark.parametrize("login, digits, who", [("carol", CONTACT, "agent"), ("alice", "181", "contact")])
async def test_callbackd_killed_while_it_rings_ends_the_call_and_never_dials_twice(desk, login, digits, who):
    hand = await desk.dialing(login, digits)
    await hand.rings(who)
    await desk.server.restart()
    await back(hand)

    async def over():
        return (await hand.now())["call_status"] == "ready_to_call"
    await until(over, "the end of the attempt")
    assert [row["outcome"] for row in hand.attempts()] == ["lost"]
    await desk.gateway.nothing_is_left()


async def test_a_contact_who_hung_up_while_callbackd_was_away_is_known_when_it_is_back(desk):
    hand = await desk.on_the_phone("alice", "201")
    desk.server.kill()
    await moment(2.5)
    desk.server.launch()
    await asyncio.get_running_loop().run_in_executor(None, desk.server.await_ready)
    await back(hand)

    async def over():
        return (await hand.now())["call_status"] == "ready_to_call"
    await until(over, "the end of the call")
    assert [row["outcome"] for row in hand.attempts()] in (["answered"], ["lost"])
    await desk.gateway.nothing_is_left()


async def test_after_callbackd_was_killed_the_next_call_goes_through(desk):
    hand = await desk.in_hand()
    await desk.server.restart()
    await back(hand)
    await hand.call()
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])
