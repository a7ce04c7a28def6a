"""Transfers without a consultation: what the contact hears meanwhile, and with whom the contact is left."""


async def transferred(hand, kind, whom):
    return await hand.do("call.transfer", target={"kind": kind, "id": whom})


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
