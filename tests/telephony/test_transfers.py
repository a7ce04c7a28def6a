"""Handing the contact on at once: to an agent, to somebody outside, to somebody who is not there."""
from scene import STRANGER

OUTSIDE = "+44207946"   # and three digits more


async def transferred(hand, kind, whom):
    return await hand.do("call.transfer", target={"kind": kind, "id": whom})


async def test_an_agent_takes_the_call_over_and_the_interaction_with_it(desk):
    hand = await desk.on_the_phone()
    await hand.do("interaction.set_note", text="wants blue", version=0)
    bob, = await desk.beside("bob")
    await transferred(hand, "agent", "bob")
    assert (await hand.agent.told("interaction.closed"))["outcome"] == "transferred"
    connected = await bob.call_is("connected")
    assert connected["note"]["text"] == "wants blue"
    await desk.hear(bob=["contact"], contact=["bob"], alice=[])
    bobs = hand.held_by(bob)
    await bobs.do("call.end")
    assert (await bobs.over())["outcome"] == "answered"
    assert len(hand.attempts()) == 1


async def test_the_contact_hears_ringing_until_the_other_agent_answers(desk):
    hand = await desk.on_the_phone()
    dave, = await desk.beside("dave" if not desk.gateway.has_sound else "carol")
    await transferred(hand, "agent", dave.login)
    await desk.hear(contact=["ringing"], alice=[])
    await desk.gateway.answers(dave.login)
    await dave.call_is("connected")
    await desk.hear(contact=[dave.login], alice=[], **{dave.login: ["contact"]})


async def test_a_contact_who_hangs_up_while_it_rings_elsewhere_ends_the_call(desk):
    hand = await desk.on_the_phone("alice", "201")
    carol, = await desk.beside("carol")
    await transferred(hand, "agent", "carol")
    carols = hand.held_by(carol)
    assert (await carols.over())["outcome"] == "answered"


async def test_a_call_on_hold_can_be_handed_on(desk):
    hand = await desk.on_the_phone()
    await hand.do("call.hold")
    await hand.is_("on_hold")
    bob, = await desk.beside("bob")
    await transferred(hand, "agent", "bob")
    await bob.call_is("connected")
    await desk.hear(bob=["contact"], contact=["bob"], alice=[])


async def test_a_call_goes_from_hand_to_hand(desk):
    hand = await desk.on_the_phone()
    bob, dave = await desk.beside("bob", "dave")
    await transferred(hand, "agent", "bob")
    await bob.call_is("connected")
    await transferred(hand.held_by(bob), "agent", "dave")
    await dave.call_is("connected")
    await transferred(hand.held_by(dave), "agent", "alice")
    await hand.agent.call_is("connected")
    await desk.hear(alice=["contact"], contact=["alice"], bob=[], dave=[])
    assert len(hand.attempts()) == 1


async def test_somebody_outside_takes_the_contact_and_they_talk_on_without_us(desk):
    hand = await desk.on_the_phone()
    await transferred(hand, "number", OUTSIDE + "0" + STRANGER)
    attempt = await hand.over()
    assert attempt["outcome"] == "answered"
    await desk.hear(contact=["stranger"], stranger=["contact"], alice=[])
    assert "call" in (await hand.now())["allowed_actions"]
    await desk.gateway.hangs_up("contact")   # and the one who is left is hung up, or the scenario fails


async def test_when_nobody_takes_the_contact_outside_its_agent_is_called_back(desk):
    hand = await desk.on_the_phone()
    await transferred(hand, "number", OUTSIDE + "0486")
    await hand.parties(contact="on_hold", p2="dialing")
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "answered"


async def test_who_is_not_there_gets_no_call_and_the_call_goes_on(desk):
    hand = await desk.on_the_phone()
    refused = await hand.refused("call.transfer", target={"kind": "agent", "id": "bob"})
    assert refused.reason == "target_unavailable"
    await desk.hear(alice=["contact"], contact=["alice"])
