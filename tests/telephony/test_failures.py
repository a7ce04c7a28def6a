"""What breaks during calls: callbackd, Asterisk, or the network between them. No callback is lost, no contact is
called twice, and the agent's client sees the real state."""
import asyncio

import pytest

from lib.wait import moment, until
from scene import CONTACT



async def back(hand):
    """Connects the agent's client again, after callbackd has come back."""
    await hand.agent.closed()
    await hand.agent.reopen()
    hand.agent.forget_unread()


async def still_one_call(desk, hand, status="connected"):
    """Checks the call after callbackd has come back. If the gateway keeps calls alive without callbackd, the call must
    go on. Otherwise its end must be recorded as lost."""
    if desk.gateway.calls_survive_callbackd:
        assert (await hand.now())["call_status"] == status
        assert [row["outcome"] for row in hand.attempts()] == [None]
    else:
        assert (await hand.now())["attempts"][-1]["outcome"] == "lost"
    assert len(hand.attempts()) == 1


async def reconciled(hand):
    """Waits until the gateway has reported which legs live."""
    async def is_it():
        interaction = await hand.now()
        return interaction["call_status"] == "ready_to_call" or "end" in interaction["allowed_actions"]
    await until(is_it, "a call that is up or over")


async def over_at_last(hand):
    async def over():
        return (await hand.now())["call_status"] == "ready_to_call"
    await until(over, "the end of the attempt")


async def test_callbackd_killed_during_a_call_leaves_the_call_and_shows_it_again(desk):
    hand = await desk.on_the_phone()
    await desk.server.restart()
    await back(hand)
    await reconciled(hand)
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
    await reconciled(hand)
    await still_one_call(desk, hand, "on_hold")
    if desk.gateway.calls_survive_callbackd:
        await desk.hear(alice=[], contact=["music"])
        await hand.do("call.resume")
        await desk.hear(alice=["contact"], contact=["alice"])


@pytest.mark.parametrize("login, digits, who", [("carol", CONTACT, "agent"), ("alice", "181", "contact")])
async def test_callbackd_killed_while_it_rings_never_dials_twice_and_the_call_can_be_ended(desk, login, digits, who):
    hand = await desk.dialing(login, digits)
    await hand.rings(who)
    await desk.server.restart()
    await back(hand)
    if desk.gateway.calls_survive_callbackd and who == "contact":
        assert (await hand.now())["call_status"] == "dialing"
        await desk.gateway.link_is(desk.server, "up")
        await hand.do("call.end")
    await over_at_last(hand)
    assert [row["outcome"] for row in hand.attempts()] in (["lost"], ["cancelled"])
    await desk.gateway.nothing_is_left()


async def test_a_contact_who_hung_up_while_callbackd_was_away_is_known_when_it_is_back(desk):
    hand = await desk.on_the_phone("alice", "201")
    desk.server.kill()
    await moment(2.5)
    desk.server.launch()
    await asyncio.get_running_loop().run_in_executor(None, desk.server.await_ready)
    await back(hand)
    await over_at_last(hand)
    assert [row["outcome"] for row in hand.attempts()] in (["answered"], ["lost"])
    await desk.gateway.nothing_is_left()


async def ringing_at_carols(desk):
    """A call of alice that was handed on to carol. Carol's phone rings until she answers it."""
    hand = await desk.on_the_phone()
    await hand.agent.not_ready()
    carol, = await desk.beside("carol")
    await hand.do("call.transfer", target={"kind": "agent", "id": "carol"})
    hands = hand.held_by(carol)
    await hands.is_("on_hold", lambda i: ("agent", "ringing") in {(p["kind"], p["state"]) for p in i["parties"]})
    return hands


async def test_an_agent_who_answers_a_handed_on_call_after_callbackd_was_killed_talks_at_once(desk):
    hand = await ringing_at_carols(desk)
    await desk.server.restart()
    await back(hand)
    if not desk.gateway.calls_survive_callbackd:
        await over_at_last(hand)
        return await still_one_call(desk, hand)
    await desk.gateway.link_is(desk.server, "up")
    await desk.gateway.answers("carol")
    await hand.is_("connected")
    await desk.hear(carol=["contact"], contact=["carol"], alice=[])
    await desk.server.restart()
    await back(hand)
    await reconciled(hand)
    await still_one_call(desk, hand)
    await desk.hear(carol=["contact"], contact=["carol"])


@pytest.mark.parametrize("gateway", ["asterisk"], indirect=True)
async def test_an_answer_while_callbackd_is_away_leaves_the_contact_waiting_for_the_next_agent(desk):
    """If a phone answers while no application is connected, Asterisk hangs it up. The contact goes on hearing music."""
    hand = await ringing_at_carols(desk)
    desk.server.kill()
    await desk.gateway.lab.nobody_is_linked()   # otherwise the answer would still find the application
    await desk.gateway.answers("carol")
    await desk.gateway.phone("carol").told("CALL_CLOSED")
    desk.server.launch()
    await asyncio.get_running_loop().run_in_executor(None, desk.server.await_ready)
    await back(hand)
    bob = await desk.agent("bob")
    await bob.accepted(hand.callback_id)
    await bob.call_is("connected")
    await desk.hear(bob=["contact"], contact=["bob"], carol=[])
    assert [row["outcome"] for row in hand.attempts()] == [None]


async def test_after_callbackd_was_killed_the_next_call_goes_through(desk):
    hand = await desk.in_hand()
    await desk.server.restart()
    await back(hand)
    await hand.call()
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


@pytest.mark.parametrize("gateway", ["asterisk"], indirect=True)
async def test_callbackd_killed_during_a_conference_leaves_everyone_in_it(desk):
    hand = await desk.on_the_phone()
    bob, = await desk.beside("bob")
    await hand.do("call.conference", target={"kind": "agent", "id": "bob"})
    await hand.parties(agent="connected", contact="connected", p2="connected")
    await desk.server.restart()
    await back(hand)
    await bob.closed()
    await reconciled(hand)
    assert {party["party_id"] for party in (await hand.now())["parties"]} == {"agent", "contact", "p2"}
    await desk.hear(alice=["contact", "bob"], bob=["contact", "alice"], contact=["alice", "bob"])
