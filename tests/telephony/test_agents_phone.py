"""The agent's own phone rings first. Tests of what it can do, and that none of it counts against the contact."""


async def test_a_phone_that_is_switched_off_is_agent_unreachable(desk):
    hand = await desk.dialing("nora")
    assert (await hand.over())["outcome"] == "agent_unreachable"
    assert (await desk.look(hand.callback_id))["attempts"] == 0


async def test_an_agent_who_rejects_the_call_is_agent_unreachable(desk):
    hand = await desk.dialing("rhea")
    await desk.gateway.rejects("rhea")
    assert (await hand.over())["outcome"] == "agent_unreachable"
    assert (await desk.look(hand.callback_id))["attempts"] == 0


async def test_an_agent_who_lets_it_ring_is_agent_unreachable_after_the_queues_time(desk):
    hand = await desk.dialing("carol", queue="ringing")
    await hand.rings("agent")
    assert (await hand.over())["outcome"] == "agent_unreachable"


async def test_nobody_calls_the_contact_before_the_agent_has_answered(desk):
    hand = await desk.dialing("carol")
    ringing = await hand.rings("agent")
    assert {party["kind"] for party in ringing["parties"]} == {"agent"}
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "cancelled"
    assert await desk.gateway.calls_that_reached("contact") == 0


async def test_an_agent_who_hangs_up_the_phone_ends_the_call_for_the_contact_too(desk):
    hand = await desk.on_the_phone("hank")
    await desk.gateway.hangs_up("hank")
    assert (await hand.over())["outcome"] == "answered"


async def test_an_agent_who_hangs_up_while_the_contact_rings_has_cancelled_it(desk):
    hand = await desk.dialing("hank", "181")
    await hand.rings("contact")
    await desk.gateway.hangs_up("hank")
    assert (await hand.over())["outcome"] == "cancelled"


async def test_after_a_call_that_failed_on_the_agents_phone_the_next_one_goes_through(desk):
    hand = await desk.dialing("nora")
    await hand.over()
    await hand.do("interaction.release")
    alice = await desk.agent("alice")
    again = await alice.accepted(hand.callback_id)
    await alice.call("interaction.call", **again)
    await alice.call_is("connected")
    await desk.hear(alice=["contact"])
