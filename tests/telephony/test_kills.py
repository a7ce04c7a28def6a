"""Kills callbackd by kill -9 at any moment of a call. `CALLBACKD_KILLS=500 tests/run telephony` kills 500 times;
without the variable it is a few times. CALLBACKD_KILLS_SEED repeats an earlier run."""
import os
import random

import pytest

from lib.desk import phone_ending
from lib.wait import moment, until
from scene import Hand

KILLS = int(os.environ.get("CALLBACKD_KILLS", "6"))
SEED = int(os.environ.get("CALLBACKD_KILLS_SEED", "1"))
MOMENT_SECONDS = 0.4   # the kill comes within this time, in which a call is made


async def dials(hand, bob, chance):
    await hand.do("interaction.call")
    await moment(chance.uniform(0, MOMENT_SECONDS))


async def talks(hand, bob, chance):
    await hand.call()
    await hand.is_("connected")


async def holds(hand, bob, chance):
    await talks(hand, bob, chance)
    await hand.do("call.hold")


async def consults(hand, bob, chance):
    await talks(hand, bob, chance)
    asked = await hand.do("consultation.start", target={"kind": "agent", "id": "bob"})
    await bob.call("consultation.accept", consultation_id=asked["consultation_id"])
    await moment(chance.uniform(0, MOMENT_SECONDS))


async def hands_on(hand, bob, chance):
    await talks(hand, bob, chance)
    await hand.do("call.transfer", target={"kind": "agent", "id": "bob"})
    await moment(chance.uniform(0, MOMENT_SECONDS))


async def ends(hand, bob, chance):
    await talks(hand, bob, chance)
    await hand.do("call.end")


MOMENTS = (dials, talks, holds, consults, hands_on, ends)


async def settled(desk, hand, agents):
    """Waits until the call is either up or over. Returns the agent who has the interaction, and the interaction."""
    async def known():
        for agent in agents:
            answer = await agent.ask("interaction.get", hand.params)
            if "result" in answer and answer["result"]["allowed_actions"]:   # an agent who is only consulted may only read
                busy = {party["state"] for party in answer["result"]["parties"]} & {"dialing", "ringing"}
                if answer["result"]["call_status"] != "dialing" and not busy:
                    return agent, answer["result"]
        return None
    return await until(known, "a call that is up or over")


@pytest.mark.parametrize("seed", [SEED])
async def test_callbackd_killed_at_any_moment_leaves_no_second_call_and_no_stuck_interaction(
        desk, seed, record_property):
    chance = random.Random(seed)
    alice = await desk.agent("alice")
    bob = await desk.agent("bob", ready=False)
    went_on = 0
    for number in range(KILLS):
        callback = await desk.post("calm", phone=phone_ending("123"))
        taken = await alice.accepted(callback["id"])
        hand = Hand(desk, alice, callback, taken["interaction_id"])
        what = MOMENTS[number % len(MOMENTS)] if number < len(MOMENTS) else chance.choice(MOMENTS)
        await what(hand, bob, chance)
        await desk.server.restart()
        for agent in (alice, bob):
            await agent.closed()
            await agent.reopen()
            agent.forget_unread()
        owner, interaction = await settled(desk, hand, (alice, bob))
        assert len(interaction["attempts"]) == 1, (number, what.__name__, interaction)
        assert await desk.gateway.contacts_on_the_line() <= 1, (number, what.__name__)
        went_on += interaction["call_status"] != "ready_to_call"
        await owner.call("interaction.mark_done", **hand.params, end_call=True)
        await desk.state_becomes(callback["id"], "completed")
        assert len(hand.attempts()) == 1
        await desk.gateway.nothing_is_left()
    record_property(desk.gateway.name, f"{KILLS} kills, {went_on} calls went on, seed {seed}")
