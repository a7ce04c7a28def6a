"""Asterisk, or the network to it, goes away. Calls that live go on, calls that died end as lost, and no callback is
lost."""
import pytest

from lib.wait import moment, until
from scene import CONTACT

on_asterisk = pytest.mark.parametrize("gateway", ["asterisk"], indirect=True)
CUT_SECONDS = 10


@on_asterisk
async def test_asterisk_killed_during_a_call_ends_it_as_lost_and_the_callback_stays(desk):
    hand = await desk.on_the_phone()
    await desk.gateway.asterisk_dies()
    await desk.gateway.asterisk_is_back(desk.server)
    assert (await hand.over())["outcome"] == "lost"
    assert await desk.state(hand.callback_id) == "active"
    await hand.call()
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


@on_asterisk
@pytest.mark.parametrize("login, digits, who", [("carol", CONTACT, "agent"), ("alice", "181", "contact")])
async def test_asterisk_killed_while_it_rings_ends_the_call_as_lost(desk, login, digits, who):
    hand = await desk.dialing(login, digits)
    await hand.rings(who)
    await desk.gateway.asterisk_dies()
    await desk.gateway.asterisk_is_back(desk.server)
    assert (await hand.over())["outcome"] == "lost"
    assert len(hand.attempts()) == 1


@on_asterisk
async def test_nobody_is_called_while_asterisk_is_down(desk):
    hand = await desk.in_hand()
    await desk.gateway.asterisk_dies()
    await desk.gateway.link_is(desk.server, "down")
    assert (await hand.refused("interaction.call")).reason == "unavailable"
    assert hand.attempts() == []
    await desk.gateway.asterisk_is_back(desk.server)
    await hand.call()
    await hand.is_("connected")


@on_asterisk
async def test_ten_seconds_without_the_link_leave_a_call_as_it_was(desk):
    hand = await desk.on_the_phone()
    await desk.hear(alice=["contact"], contact=["alice"])   # the orders to join them have been carried out
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


@on_asterisk
async def test_a_leg_that_ended_without_the_link_is_known_when_it_is_back(desk):
    hand = await desk.on_the_phone("alice", "201")   # the contact hangs up after two seconds
    desk.gateway.cable.cut()
    await moment(2.5)
    desk.gateway.cable.mend()
    assert (await hand.over())["outcome"] == "lost"   # no event told that it ended, or how it ended


@on_asterisk
async def test_an_end_asked_for_without_the_link_comes_when_it_is_back(desk):
    hand = await desk.on_the_phone()
    desk.gateway.cable.cut()
    await desk.gateway.link_is(desk.server, "down")
    await hand.do("call.end")
    desk.gateway.cable.mend()
    assert (await hand.over())["outcome"] == "answered"


@on_asterisk
async def test_a_contact_who_answers_without_the_link_is_not_left_alone_for_good(desk):
    hand = await desk.dialing("alice", "123")
    await hand.rings("contact")
    desk.gateway.cable.cut()   # the contact answers 200 ms after its phone began to ring
    await moment(1)
    desk.gateway.cable.mend()

    async def settled():
        interaction = await hand.now()
        return interaction["call_status"] != "dialing" and interaction
    interaction = await until(settled, "a call that is up or over")
    assert len(interaction["attempts"]) == 1


@on_asterisk
async def test_many_cuts_in_a_row_leave_a_call_as_it_was(desk):
    hand = await desk.on_the_phone()
    await desk.hear(alice=["contact"], contact=["alice"])
    for _ in range(5):
        desk.gateway.cable.cut()
        await desk.gateway.link_is(desk.server, "down")
        desk.gateway.cable.mend()
        await desk.gateway.link_is(desk.server, "up")
    await desk.hear(alice=["contact"], contact=["alice"])
    assert (await hand.now())["call_status"] == "connected"
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "answered"


async def test_a_call_goes_through_with_tls_to_asterisk_and_comes_back_after_a_cut(tls_desk):
    hand = await tls_desk.on_the_phone()
    await tls_desk.hear(alice=["contact"], contact=["alice"])
    tls_desk.gateway.cable.cut()
    await tls_desk.gateway.link_is(tls_desk.server, "down")
    tls_desk.gateway.cable.mend()
    await tls_desk.gateway.link_is(tls_desk.server, "up")
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "answered"


@on_asterisk
async def test_asterisk_without_the_module_that_ends_calls_is_told_when_the_link_comes_up(desk):
    def says(ends_calls):
        async def it_does():
            return f"callbackd_voice_ends_calls {ends_calls}" in desk.server.operator("/metrics")[1].splitlines()
        return until(it_does, f"callbackd_voice_ends_calls {ends_calls}")

    async def link_comes_up_anew():
        desk.gateway.cable.cut()
        await desk.gateway.link_is(desk.server, "down")
        desk.gateway.cable.mend()
        await desk.gateway.link_is(desk.server, "up")

    await says(1)
    async with desk.gateway.lab.ari() as ari:
        assert (await ari.ask("DELETE", "/asterisk/modules/func_timeout.so"))[0] == 204
        try:
            await link_comes_up_anew()
            await says(0)
            assert "voice.no_limit" in desk.server.log()
        finally:
            assert (await ari.ask("POST", "/asterisk/modules/func_timeout.so"))[0] == 204
    await link_comes_up_anew()
    await says(1)
