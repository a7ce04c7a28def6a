"""Consultations: the contact waits with music and hears nothing of the consultation. It comes back however the
consultation ends."""
from scene import STRANGER

OUTSIDE = "+442079460"


async def asked(desk, whom="bob"):
    """A call of alice, in which she and the agent `whom` already talk in a consultation. Returns the call, the other
    agent, and the parameters of the consultation."""
    hand = await desk.on_the_phone()
    other, = await desk.beside(whom)
    consultation = await hand.consult("agent", whom)
    assert (await other.told("consultation.offered"))["consultation"] == consultation
    await other.call("consultation.accept", consultation_id=consultation["consultation_id"])
    await connected(other)
    await connected(hand.agent)
    return hand, other, {"consultation_id": consultation["consultation_id"]}


async def connected(agent):
    await agent.told("consultation.updated", lambda p: p["consultation"]["state"] == "connected")


async def closed(agent):
    return (await agent.told("consultation.closed"))["consultation"]["outcome"]


async def test_the_agent_who_was_asked_can_leave(desk):
    hand, bob, consultation = await asked(desk)
    await bob.call("consultation.end", **consultation)
    assert await closed(hand.agent) == "ended"
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"], bob=[])


async def test_somebody_outside_can_be_asked_and_given_the_contact(desk):
    hand = await desk.on_the_phone()
    consultation = await hand.consult("number", OUTSIDE + STRANGER)
    await connected(hand.agent)
    await desk.hear(alice=["stranger"], stranger=["alice"], contact=["music"])
    await hand.agent.call("consultation.transfer", consultation_id=consultation["consultation_id"])
    assert (await hand.over())["outcome"] == "answered"
    await desk.hear(contact=["stranger"], stranger=["contact"], alice=[])
    await desk.gateway.hangs_up("stranger")


async def test_a_person_asked_outside_hears_the_end_and_the_contact_comes_back(desk):
    hand = await desk.on_the_phone()
    await hand.consult("number", OUTSIDE + "201")   # this person hangs up after two seconds
    await connected(hand.agent)
    assert await closed(hand.agent) == "ended"
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_an_agent_whose_phone_rejects_it_cannot_be_asked(desk):
    hand = await desk.on_the_phone()
    rhea, = await desk.beside("rhea")
    consultation = await hand.consult("agent", "rhea")
    await rhea.told("consultation.offered")
    await rhea.call("consultation.accept", consultation_id=consultation["consultation_id"])
    await desk.gateway.rejects("rhea")
    assert await closed(hand.agent) in ("rejected", "busy")
    await hand.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_an_agent_who_calls_instead_of_answering_is_busy_for_the_asking_agent(desk):
    hand = await desk.on_the_phone()
    other = await desk.in_hand("bob", STRANGER)
    await hand.consult("agent", "bob")
    await other.agent.told("consultation.offered")
    await other.call()
    assert await closed(hand.agent) == "busy"
    await hand.is_("connected")
    await other.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"], bob=["stranger"], stranger=["bob"])
    assert (await hand.refused("consultation.start", target={"kind": "agent", "id": "bob"})).reason == \
        "target_unavailable"


async def test_an_agent_in_anothers_call_places_none_of_their_own_until_it_is_left(desk):
    hand = await desk.on_the_phone()
    other = await desk.in_hand("bob", STRANGER)
    consultation = await hand.consult("agent", "bob")
    await other.agent.call("consultation.accept", consultation_id=consultation["consultation_id"])
    await connected(hand.agent)
    assert (await other.refused("interaction.call")).reason == "call_in_progress"
    assert other.attempts() == []
    await desk.hear(alice=["bob"], bob=["alice"], contact=["music"])
    await other.agent.call("consultation.end", consultation_id=consultation["consultation_id"])
    await other.call()
    await other.is_("connected")
    await desk.hear(alice=["contact"], contact=["alice"], bob=["stranger"], stranger=["bob"])


async def test_the_agent_who_asks_can_end_everything(desk):
    hand, bob, _ = await asked(desk)
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "answered"
    assert await closed(bob) == "call_ended"
    await desk.hear(alice=[], bob=[], contact=[])


async def test_one_question_after_the_other(desk):
    hand, bob, consultation = await asked(desk)
    await bob.call("consultation.end", **consultation)
    await hand.is_("connected")
    dave, = await desk.beside("dave")
    again = await hand.consult("agent", "dave")
    await dave.call("consultation.accept", consultation_id=again["consultation_id"])
    await connected(hand.agent)
    await desk.hear(alice=["dave"], dave=["alice"], contact=["music"], bob=[])
