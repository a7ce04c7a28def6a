"""Retries with the simulated gateway: the last digits choose how the call fails, and the queue's policy decides what follows."""
import pytest

from lib.desk import in_order, instant, phone_ending


async def called(desk, agent, callback):
    hand = await agent.accepted(callback["id"])
    await agent.call("interaction.call", **hand)
    return hand


@pytest.mark.parametrize("digits, outcome", [("486", "busy"), ("480", "no_answer"), ("503", "unreachable")])
async def test_the_policy_tries_again_frees_the_agent_and_gives_up(desk, digits, outcome):
    alice = await desk.agent("alice")
    callback = await desk.post("stubborn", phone=phone_ending(digits))
    await called(desk, alice, callback)
    shown = await alice.call_is("ready_to_call", lambda i: i["attempts"])
    assert shown["retry"]["outcome"] == outcome and shown["retry"]["attempts_left"] == 1
    closed = await alice.told("interaction.closed", lambda p: p["callback_id"] == callback["id"])
    assert closed["outcome"] == "rescheduled"
    waiting = desk.database.attempts(callback["id"])[0]
    due = (await desk.look(callback["id"]))["due_at"]
    assert due == shown["retry"]["at"]
    assert abs((instant(due) - waiting["ended_at"]).total_seconds() - 1) < 0.001
    await called(desk, alice, callback)   # it is offered again without a request
    closed = await alice.told("interaction.closed", lambda p: p["callback_id"] == callback["id"])
    assert closed["outcome"] == "revoked"
    assert await desk.state(callback["id"]) == "failed"
    assert (await desk.look(callback["id"]))["attempts"] == 2
    assert in_order(["call_ended", "interaction_closed", "scheduled", "queued", "call_ended", "failed"],
                    desk.database.event_types(callback["id"]))
    assert (await desk.history(callback["id"]))[-1]["cause"] == "attempts_exhausted"


async def test_a_number_that_does_not_exist_fails_at_once(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("stubborn", phone=phone_ending("404"))
    await called(desk, alice, callback)
    await alice.told("interaction.closed", lambda p: p["callback_id"] == callback["id"])
    assert await desk.state(callback["id"]) == "failed"
    assert (await desk.history(callback["id"]))[-1]["cause"] == "number_invalid"


async def test_the_agents_own_phone_spends_nothing(desk):
    erin = await desk.agent("erin")   # her own phone is always busy
    callback = await desk.post("stubborn", phone=phone_ending("486"))
    hand = await called(desk, erin, callback)
    for attempts in (1, 2, 3):
        shown = await erin.call_is("ready_to_call",
                                   lambda i, n=attempts: len(i["attempts"]) == n and "outcome" in i["attempts"][-1])
        assert shown["attempts"][-1]["outcome"] == "agent_unreachable" and "retry" not in shown
        if attempts < 3:
            await erin.call("interaction.call", **hand)
    looked = await desk.look(callback["id"])
    assert (looked["state"], looked["attempts"]) == ("active", 0)


async def test_an_agent_who_decides_is_shown_what_the_policy_proposes(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("advised", phone=phone_ending("486"))
    hand = await called(desk, alice, callback)
    shown = await alice.call_is("ready_to_call", lambda i: i["attempts"])
    attempt, = shown["attempts"]
    assert shown["retry"]["attempts_left"] == 1
    assert abs((instant(shown["retry"]["at"]) - instant(attempt["ended_at"])).total_seconds() - 600) < 0.002
    assert shown["state"] == "active" and "reschedule" in shown["allowed_actions"]
    await alice.call("interaction.call", **hand)
    shown = await alice.call_is("ready_to_call", lambda i: len(i["attempts"]) == 2 and "outcome" in i["attempts"][1])
    assert shown["retry"] == {"outcome": "busy", "attempts_left": 0}
    assert await desk.state(callback["id"]) == "active"
