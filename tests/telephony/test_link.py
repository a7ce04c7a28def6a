"""Asterisk, or the way to it, goes away: calls that live go on, calls that died are lost, callbacks are neither."""
import pytest

from lib.wait import moment, until
from scene import CONTACT

pytestmark = pytest.mark.parametrize("gateway", ["asterisk"], indirect=True)
CUT_SECONDS = 10


async def test_asterisk_killed_during_a_call_ends_it_as_lost_and_the_callback_stays(desk):
    hand = await desk.on_the_phone()
    await desk.gateway.asterisk_dies()
    await desk.gateway.asterisk_is_back(desk.server)
    assert (await hand.over())["outcome"] == "lost"
    assert await desk.state(hand.callback_id) == "active"
    await hand.call()
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


@pytest.mark.parametrize("login, digits, who", [("carol", CONTACT, "agent"), ("alice", "181", "contact")])
async def test_asterisk_killed_while_it_rings_ends_the_call_as_lost(desk, login, digits, who):
    hand = await desk.dialing(login, digits)
    await hand.rings(who)
    await desk.gateway.asterisk_dies()
    await desk.gateway.asterisk_is_back(desk.server)
    assert (await hand.over())["outcome"] == "lost"
    assert len(hand.attempts()) == 1


async def test_nobody_is_called_while_asterisk_is_down(desk):
    hand = await desk.in_hand()
    await desk.gateway.asterisk_dies()
    await desk.gateway.link_is(desk.server, "down")
    assert (await hand.refused("interaction.call")).reason == "unavailable"
    assert hand.attempts() == []
    await desk.gateway.asterisk_is_back(desk.server)
    await hand.call()
    await hand.is_("connected")


async def test_ten_seconds_without_the_link_leave_a_call_as_it_was(desk):
    hand = await desk.on_the_phone()
    desk.gateway.cable.cut()
    await desk.gateway.link_is(desk.server, "down")
    await moment(CUT_SECONDS)
    await desk.hear(alice=["contact"], contact=["alice"])
    desk.gateway.cable.mend()
    await desk.gateway.link_is(desk.server, "up")
    assert (await hand.now())["call_status"] == "connected"
    await hand.do("call.hold")
    await hand.is_("on_hold")
    await desk.hear(alice=[], contact=["music"])
    assert len(hand.attempts()) == 1


async def test_what_ended_without_the_link_is_known_when_it_is_back(desk):
    hand = await desk.on_the_phone("alice", "201")   # the contact hangs up after two seconds
    desk.gateway.cable.cut()
    await moment(2.5)
    desk.gateway.cable.mend()
    assert (await hand.over())["outcome"] == "answered"


async def test_an_end_asked_for_without_the_link_comes_when_it_is_back(desk):
    hand = await desk.on_the_phone()
    desk.gateway.cable.cut()
    await desk.gateway.link_is(desk.server, "down")
    await hand.do("call.end")
    desk.gateway.cable.mend()
    assert (await hand.over())["outcome"] == "answered"


async def test_a_contact_who_answers_without_the_link_is_not_left_alone_for_good(desk):
    hand = await desk.dialing("alice", "123")
    await hand.rings("contact")
    desk.gateway.cable.cut()   # it answers 200 ms after it began to ring
    await moment(1)
    desk.gateway.cable.mend()

    async def settled():
        interaction = await hand.now()
        return interaction["call_status"] != "dialing" and interaction
    interaction = await until(settled, "a call that is up or over")
    assert len(interaction["attempts"]) == 1


async def test_many_cuts_in_a_row_leave_a_call_as_it_was(desk):
    hand = await desk.on_the_phone()
    for _ in range(5):
        desk.gateway.cable.cut()
        await desk.gateway.link_is(desk.server, "down")
        desk.gateway.cable.mend()
        await desk.gateway.link_is(desk.server, "up")
    await desk.hear(alice=["contact"], contact=["alice"])
    assert (await hand.now())["call_status"] == "connected"
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "answered"
