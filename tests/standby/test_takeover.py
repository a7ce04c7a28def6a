"""The active server is killed, frozen or told to end, and the standby goes on."""
import asyncio

import pytest

from caller import Caller
from lib.agent import Agent
from lib.http import HttpClient
from lib.wait import within
from takeover import TakeOver

# The longest take-over that these tests allow. It is far above the limits of tests/standby/measure, because the machine
# may be busy with other things.
LIMIT_SECONDS = 10


def missing(cell, acknowledged):
    made = {str(row["id"]) for row in cell.database.rows("SELECT id FROM callback")}
    return [each for each in acknowledged if each not in made]


@pytest.mark.parametrize("kind", ["kill", "stop", "planned"])
async def test_the_standby_takes_over_and_the_old_one_comes_back_as_standby(cell, kind):
    active, standby = await cell.pair()
    one = TakeOver(kind, active, standby)
    assert await one.seconds() < LIMIT_SECONDS
    await standby.becomes("active")
    await one.tidy()
    assert active.readiness() == (503, "standby")
    assert missing(cell, one.acknowledged) == []
    assert cell.row()["epoch"] == 2
    back = TakeOver(kind, standby, active)
    assert await back.seconds() < LIMIT_SECONDS
    await active.becomes("active")
    await back.tidy()
    assert missing(cell, back.acknowledged) == []


async def test_a_server_that_was_frozen_neither_tells_nor_dials_and_ends(cell):
    frozen, standby = await cell.pair()
    async with HttpClient(frozen.url) as http, HttpClient(standby.url) as http_of_new:
        alice = await Agent(frozen, http, "alice").open()
        bob = await Agent(frozen, http, "bob").open()
        await alice.ready()
        worked = await Caller(frozen, "work").post()
        hand = await alice.accepted(worked[2]["id"])
        await bob.ready()
        offered = await Caller(frozen, "work").post()
        offer = await bob.offered(offered[2]["id"])
        frozen.freeze()
        told = len(alice.history), len(bob.history)
        # These three requests lie in the sockets of the frozen server when it wakes up.
        late = [alice.send({"jsonrpc": "2.0", "id": 900, "method": "interaction.call", "params": hand}),
                bob.send({"jsonrpc": "2.0", "id": 901, "method": "offer.accept",
                          "params": {"offer_id": offer["offer_id"]}}),
                asyncio.ensure_future(Caller(frozen, "work").post())]
        await standby.becomes("active")
        again = await Agent(standby, http_of_new, "alice").open()
        assert [each["interaction_id"] for each in again.session["interactions"]] == [hand["interaction_id"]]
        frozen.thaw()
        assert await frozen.has_ended() == 1
        answers = await within(asyncio.gather(*late, return_exceptions=True), "the end of its connections")
        assert all(isinstance(each, (OSError, EOFError)) or each[0] == 503 for each in answers), answers
        assert (len(alice.history), len(bob.history)) == told
        assert cell.database.attempts(worked[2]["id"]) == []
        await again.call("interaction.call", **hand)   # dialled once, and by the new server
        await again.call_is("connected")
        assert len(cell.database.attempts(worked[2]["id"])) == 1
        for agent in (alice, bob, again):
            await agent.leave()
    cell.database.hold_invariants()


async def test_a_planned_hand_over_tells_agents_1012_and_answers_what_is_under_way(cell):
    active, standby = await cell.pair()
    async with HttpClient(active.url) as http, HttpClient(standby.url) as http_of_new:
        alice = await Agent(active, http, "alice").open()
        await alice.ready()
        posted = await Caller(active, "work").post()
        hand = await alice.accepted(posted[2]["id"])
        callers = [Caller(active) for _ in range(20)]
        await asyncio.gather(*(caller.post() for caller in callers))
        under_way = [asyncio.ensure_future(caller.post()) for caller in callers]
        asked = alice.send({"jsonrpc": "2.0", "id": 900, "method": "interaction.set_note",
                            "params": {**hand, "text": "kept", "version": 0}})
        await asyncio.wait({under_way[0]})
        active.terminate()
        answers = await within(asyncio.gather(*under_way, return_exceptions=True), "answers to what was under way")
        assert all(isinstance(each, (OSError, EOFError)) or each[0] in (201, 503) for each in answers), answers
        assert missing(cell, [each[2]["id"] for each in answers if isinstance(each, tuple) and each[0] == 201]) == []
        told = await asked
        late = "error" in told   # the request came after the end had begun, so the next server is asked
        if late:
            assert told["error"]["data"]["reason"] == "unavailable"
        else:
            assert told["result"]["note"] == {"text": "kept", "version": 1}
        assert await alice.closed() == 1012
        await standby.becomes("active")
        again = await Agent(standby, http_of_new, "alice").open()
        if late:
            await again.call("interaction.set_note", **hand, text="kept", version=0)
            await again.reopen()
        interaction, = again.session["interactions"]
        assert interaction["note"] == {"text": "kept", "version": 1}
        assert await active.has_ended() == 0
        await again.leave()
    cell.database.hold_invariants()
