"""Conferences: everyone hears everyone, and a party who leaves ends the call for nobody else."""
import pytest
from scene import STRANGER


async def joined(hand, kind, whom, **parties):
    await hand.do("call.conference", target={"kind": kind, "id": whom})
    return await hand.parties(agent="connected", contact="connected", **parties)


async def three_in_a_call(desk):
    """A call of alice with her contact and with bob, who is the party p2. Returns the call and bob."""
    hand = await desk.on_the_phone()
    bob, = await desk.beside("bob")
    await joined(hand, "agent", "bob", p2="connected")
    return hand, bob


@pytest.mark.parametrize("again", range(8))
async def test_nobody_goes_deaf_when_a_third_joins_at_once(desk, again):   # pylint: disable=unused-argument
    """The phones of the lab prefer another codec than Asterisk does. Without asymmetric_rtp_codec (deploy/asterisk),
    Asterisk changes to the codec of a phone when the first sound of this phone comes. In one of four cases, the contact
    then heard nothing any more."""
    await three_in_a_call(desk)
    everyone = ["alice", "bob", "contact"]
    await desk.hear(**{who: [other for other in everyone if other != who] for who in everyone})


async def test_somebody_outside_can_be_called_in(desk):
    hand = await desk.on_the_phone()
    await joined(hand, "number", "+442079460" + STRANGER, p2="connected")
    await desk.hear(alice=["contact", "stranger"], stranger=["contact", "alice"], contact=["alice", "stranger"])


async def test_five_hear_one_another(desk):
    hand, _ = await three_in_a_call(desk)
    await desk.beside("dave")
    await joined(hand, "agent", "dave", p2="connected", p3="connected")
    await joined(hand, "number", "+442079460" + STRANGER, p2="connected", p3="connected", p4="connected")
    everyone = ["alice", "bob", "contact", "dave", "stranger"]
    await desk.hear(**{who: [other for other in everyone if other != who] for who in everyone})


async def test_a_party_that_is_dropped_hears_nothing_any_more(desk):
    hand, bob = await three_in_a_call(desk)
    await hand.do("call.drop_party", party_id="p2")
    await hand.parties(agent="connected", contact="connected")
    assert (await bob.told("consultation.closed"))["consultation"]["outcome"] == "ended"
    await desk.hear(alice=["contact"], contact=["alice"], bob=[])


async def test_a_party_that_hangs_up_leaves_the_others_talking(desk):
    hand = await desk.on_the_phone()
    await desk.beside("hank")
    await joined(hand, "agent", "hank", p2="connected")
    await desk.gateway.hangs_up("hank")
    await hand.parties(agent="connected", contact="connected")
    await desk.hear(alice=["contact"], contact=["alice"], hank=[])


async def test_a_party_that_is_busy_does_not_disturb_the_call(desk):
    hand = await desk.on_the_phone()
    await hand.do("call.conference", target={"kind": "number", "id": "+442079460486"})
    await hand.parties(agent="connected", contact="connected")
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_a_contact_who_leaves_a_conference_ends_it(desk):
    hand = await desk.on_the_phone("alice", "201")
    await desk.beside("bob")
    await joined(hand, "agent", "bob", p2="connected")
    assert (await hand.over())["outcome"] == "answered"


async def test_a_conference_on_hold_is_heard_by_all_but_the_contact(desk):
    hand, _ = await three_in_a_call(desk)
    await hand.do("call.hold")
    await hand.is_("on_hold")
    await desk.hear(alice=["bob"], bob=["alice"], contact=["music"])
    await hand.do("call.resume")
    await desk.hear(alice=["contact", "bob"], bob=["contact", "alice"], contact=["alice", "bob"])
