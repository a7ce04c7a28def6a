"""What the server remembers about a number: the agent who last talked with it, and its calls in a day. It remembers
this also after kill -9."""
import copy
from datetime import timedelta

import pytest

from lib.desk import Desk, in_order, instant, phone_ending
from lib.server import Server
from lib.site import shared_site


@pytest.fixture(name="counting")
def _counting(postgres):
    """A desk whose server allows two calls of a number in a day."""
    site = shared_site()
    site["company"]["calls_per_number_per_day"] = 2
    server = Server(postgres, site).start()
    yield Desk(server)
    server.end()


async def talked(desk, agent, phone, queue="known"):
    callback = await desk.post(queue, phone=phone)
    hand = await agent.accepted(callback["id"])
    await agent.call("interaction.call", **hand)
    await agent.call_is("connected")
    await agent.call("interaction.mark_done", **hand, end_call=True)
    return callback


async def test_the_agent_who_last_talked_with_a_number_is_asked_first(desk):
    phone = phone_ending()
    alice, bob = await desk.all_ready("alice", "bob")
    await bob.not_ready("break")
    await talked(desk, alice, phone)
    await bob.ready()
    await alice.not_ready("break")
    await alice.ready()   # now bob has been idle for longer
    callback = await desk.post("known", phone=phone)
    await alice.offered(callback["id"])
    why = (await desk.explain(callback["id"]))["offers"][0]["why"]
    assert why["chosen_by"] == "preferred_agent" and {"reason": "preferred_agent_first", "count": 1} in why["excluded"]
    await bob.offered((await desk.post("known"))["id"])


async def test_a_mark_done_without_a_call_counts_and_a_busy_line_does_not(desk):
    phone = phone_ending("486")
    alice = await desk.agent("alice")
    callback = await desk.post("known", phone=phone)
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.call", **hand)
    await alice.call_is("ready_to_call", lambda i: i["attempts"])
    await alice.not_ready("break")
    await alice.call("interaction.release", **hand)
    bob = await desk.agent("bob")
    hand = await bob.accepted(callback["id"])   # not reserved for alice, who reached nobody
    assert desk.database.rows("SELECT reserved_agent FROM callback WHERE id = %s", callback["id"])[0]["reserved_agent"] is None
    await bob.call("interaction.mark_done", **hand)
    await alice.ready()
    await bob.offered((await desk.post("known", phone=phone))["id"])


async def test_the_last_agent_is_remembered_over_a_kill(own_desk):
    desk = own_desk
    phone = phone_ending()
    alice = await desk.agent("alice")
    await talked(desk, alice, phone)
    await desk.server.restart()
    bob = await desk.agent("bob")
    alice = await desk.agent("alice", ready=False)
    await alice.not_ready("break")
    await alice.ready()
    callback = await desk.post("known", phone=phone)
    await alice.offered(callback["id"])
    await bob.offered((await desk.post("known"))["id"])


async def call_busy(agent, hand):
    """Calls a busy number, and waits for the end of the call."""
    count = len((await agent.call("interaction.call", **hand))["attempts"])
    return await agent.call_is("ready_to_call",
                               lambda i: len(i["attempts"]) == count and "outcome" in i["attempts"][-1])


async def test_a_number_is_dialled_so_often_a_day_over_all_its_callbacks_and_a_kill(counting):
    desk = counting
    phone = phone_ending("486")
    alice = await desk.agent("alice")
    one = await desk.post("lax", phone=phone)
    hand = await alice.accepted(one["id"])
    first = (await call_busy(alice, hand))["attempts"][0]
    await alice.call("interaction.mark_done", **hand)
    two = await desk.post("lax", phone=phone)
    hand = await alice.accepted(two["id"])
    await call_busy(alice, hand)
    refused = await alice.refused("interaction.call", **hand)
    assert refused.reason == "limit_reached"
    again = instant(first["started_at"]) + timedelta(days=1)
    assert 86_300 < refused.data["retry_after_seconds"] <= 86_400
    assert again.strftime("%Y-%m-%dT%H:") in str(refused)
    await desk.server.restart()
    alice = await desk.agent("alice", ready=False)
    assert (await alice.refused("interaction.call", **hand)).reason == "limit_reached"
    three = await desk.post("lax", phone=phone)
    assert three["state"] == "scheduled" and abs(instant(three["due_at"]) - again) < timedelta(milliseconds=2)
    waiting = (await desk.explain(three["id"]))["waiting"]
    assert [each["reason"] for each in waiting["excluded"]] == ["limit_reached"]
    assert waiting["next_change_at"] == three["due_at"]
    assert (await desk.history(three["id"]))[-1]["cause"] == "limit_reached"
    assert (await desk.post("lax"))["state"] == "queued"


async def test_with_the_last_call_all_that_waits_with_the_number_waits_longer_retries_too(counting):
    desk = counting
    phone = phone_ending("486")
    alice = await desk.agent("alice")
    hand = await alice.accepted((await desk.post("lax", phone=phone))["id"])
    first = (await call_busy(alice, hand))["attempts"][0]
    await alice.call("interaction.mark_done", **hand)
    tried = await desk.post("stubborn", phone=phone)
    hand = await alice.accepted(tried["id"])
    await alice.not_ready("break")
    waits = await desk.post("lax", phone=phone)
    assert waits["state"] == "queued"
    await alice.call("interaction.call", **hand)
    closed = await alice.told("interaction.closed", lambda p: p["callback_id"] == tried["id"])
    assert closed["outcome"] == "rescheduled"
    await desk.state_becomes(waits["id"], "scheduled")
    again = instant(first["started_at"]) + timedelta(days=1)
    for callback in (tried, waits):
        assert abs(instant((await desk.look(callback["id"]))["due_at"]) - again) < timedelta(milliseconds=2)
    assert in_order(["created", "scheduled"], desk.database.event_types(waits["id"]))


async def test_an_attempt_that_stays_at_the_agents_own_phone_is_no_call_of_the_number(counting):
    desk = counting
    erin = await desk.agent("erin")   # her own phone is always busy
    hand = await erin.accepted((await desk.post("lax", phone=phone_ending("486")))["id"])
    for _ in range(4):
        assert (await call_busy(erin, hand))["attempts"][-1]["outcome"] == "agent_unreachable"
