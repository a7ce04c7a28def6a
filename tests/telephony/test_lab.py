"""Tests of the lab itself, on which the scenarios depend, and of the documented configuration. The lab is driven
over ARI, without callbackd."""
import asyncio
import contextlib
import os
import secrets

import pytest

from lab.configuration import APPLICATION, MACHINE_CONTEXT, MUSIC_CLASS
from lab.lab import Lab
from lab.packages import NoAsterisk, get_asterisk


def phone_of(number):
    return f"PJSIP/{number}"


def contact_of(number):
    return f"PJSIP/+44207123{number}@trunk"


class Calls:
    """An ARI application that makes calls for these tests."""

    def __init__(self, ari):
        self.ari = ari

    async def dial(self, endpoint, ring_seconds=5):
        channel = secrets.token_hex(4)
        status, body = await self.ari.ask("POST", f"/channels/{channel}", endpoint=endpoint, app=APPLICATION,
                                          timeout=ring_seconds)
        assert status == 200, body
        return channel

    async def answered(self, endpoint):
        channel = await self.dial(endpoint)
        await self.ari.told("StasisStart", channel)
        return channel

    async def joined(self, *endpoints):
        channels = [await self.answered(endpoint) for endpoint in endpoints]
        _, bridge = await self.ari.ask("POST", "/bridges", type="mixing,dtmf_events")
        await self.ari.ask("POST", f"/bridges/{bridge['id']}/addChannel", channel=",".join(channels))
        return bridge["id"], channels

    async def clear(self):
        for what in ("channels", "bridges"):
            for each in await self.ari.list(what):
                await self.ari.ask("DELETE", f"/{what}/{each['id']}")


@contextlib.asynccontextmanager
async def calling(lab):
    await lab.phones_are_registered()
    async with lab.ari() as ari:
        await ari.listen(APPLICATION)
        calls = Calls(ari)
        try:
            yield calls
        finally:
            await calls.clear()
    await lab.nothing_is_left()


async def test_a_joined_phone_hears_the_others_and_nobody_else(lab):
    async with calling(lab) as calls:
        await calls.joined(phone_of("1001"), phone_of("1002"), contact_of("300"))
        await calls.joined(phone_of("1004"), contact_of("301"))
        await asyncio.gather(
            lab.hears("1001", "1002", "contact"), lab.hears("1002", "1001", "contact"),
            lab.hears("contact", "1001", "1002"), lab.hears("1004", "stranger"), lab.hears("stranger", "1004"))


async def test_a_waiting_phone_hears_the_music_and_one_left_alone_hears_nothing(lab):
    async with calling(lab) as calls:
        bridge, (_, contact) = await calls.joined(phone_of("1001"), contact_of("300"))
        await calls.ari.ask("POST", f"/bridges/{bridge}/removeChannel", channel=contact)
        await calls.ari.ask("POST", f"/channels/{contact}/moh", mohClass=MUSIC_CLASS)
        await asyncio.gather(lab.hears("1001"), lab.hears("contact", "music"))


async def test_a_phone_that_hears_something_else_is_noticed(lab):
    async with calling(lab) as calls:
        await calls.joined(phone_of("1001"), contact_of("300"))
        with pytest.raises(AssertionError, match="1001 should hear .stranger.*contact"):
            await lab.hears("1001", "stranger", limit_seconds=2)


async def test_a_contacts_phone_sees_digits_in_their_order(lab):
    async with calling(lab) as calls:
        _, (_, contact) = await calls.joined(phone_of("1001"), contact_of("300"))
        phone = await lab.phones["contact"].open()
        await calls.ari.ask("POST", f"/channels/{contact}/dtmf", dtmf="40917#")
        assert "".join([(await phone.told("CALL_DTMF_START"))["param"] for _ in range(6)]) == "40917#"
        await phone.close()


OUR_TIME_OUT = (19, 0)   # causes of our own time-out: newer versions say 19, Asterisk 16 says 0


@pytest.mark.parametrize("digits, causes", [
    ("486", [17]), ("600", [17]), ("603", [21]), ("404", [1]), ("410", [22]), ("480", [19]), ("503", [34]),
    ("181", OUR_TIME_OUT), ("000", OUR_TIME_OUT)])
async def test_the_carrier_fails_a_call_as_its_digits_say(lab, digits, causes):
    async with calling(lab) as calls:
        channel = await calls.dial(contact_of(digits), ring_seconds=1)
        assert (await calls.ari.told("ChannelDestroyed", channel))["cause"] in causes


@pytest.mark.parametrize("digits, verdict", [("777", "MACHINE"), ("778", "HUMAN")])
async def test_the_documented_dialplan_tells_machines_from_people(lab, digits, verdict):
    async with calling(lab) as calls:
        channel = await calls.answered(contact_of(digits))
        calls.ari.forget()
        await calls.ari.ask("POST", f"/channels/{channel}/continue", context=MACHINE_CONTEXT, extension="s", priority=1)
        back = await calls.ari.told("StasisStart", channel)
        assert back["args"][:2] == ["machine", verdict]


async def test_a_contact_who_hangs_up_is_gone(lab):
    async with calling(lab) as calls:
        channel = await calls.answered(contact_of("201"))
        await calls.ari.told("ChannelDestroyed", channel)


def test_a_suite_that_has_no_asterisk_is_told_by_name(tmp_path):
    with pytest.raises(NoAsterisk, match="bookworm: "):
        get_asterisk(("bookworm",), str(tmp_path))


def test_a_second_lab_stands_beside_the_first_and_leaves_nothing(lab, asterisk_root):
    second = Lab(asterisk_root).start()
    folder, pids = second.folder, second.pids()
    asyncio.run(second.phones_are_registered())
    assert second.ports.base != lab.ports.base
    second.end()
    assert not os.path.exists(folder)
    assert [pid for pid in pids if os.path.exists(f"/proc/{pid}")] == []
