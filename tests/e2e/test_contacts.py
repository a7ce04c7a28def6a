"""Contacts in calls: dialled by their id, and their e-mail addresses."""
import asyncio

import pytest

from lib.desk import phone_ending

UNKNOWN = "01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10"


async def on_the_phone(desk, agent, **posted):
    callback = await desk.post("calm", **posted)
    hand = await agent.accepted(callback["id"])
    await agent.call("interaction.call", **hand)
    await agent.call_is("connected")
    agent.forget_unread()
    return callback, hand


async def shown(desk, agent, phone):
    """Makes a contact: a callback of this number is offered to an agent. Returns the contact as the target of a
    call."""
    callback = await desk.post("calm", phone=phone)
    offer = await agent.offered(callback["id"])
    return {"kind": "contact", "id": offer["contact"]["contact_id"]}


def parties(desk, callback):
    return desk.database.rows("SELECT role, phone, outcome FROM call_party WHERE callback_id = %s ORDER BY leg",
                              callback["id"])


async def two(desk, digits="123", **posted):
    """Begins a call of Alice, and makes a contact by an offer to Bob."""
    alice = await desk.agent("alice")
    callback, hand = await on_the_phone(desk, alice, **posted)
    phone = phone_ending(digits)
    return alice, callback, hand, phone, await shown(desk, await desk.agent("bob"), phone)


async def test_a_call_is_handed_to_a_contact_at_its_number(desk):
    alice, callback, hand, phone, contact = await two(desk)
    await alice.call("call.transfer", **hand, target=contact)
    over = await alice.call_is("ready_to_call")
    assert over["attempts"][0]["outcome"] == "answered"
    assert parties(desk, callback) == [{"role": "target", "phone": phone, "outcome": "transferred"}]


async def test_a_contact_is_called_into_the_conference_and_asked_aside(desk):
    alice, callback, hand, phone, contact = await two(desk)
    await alice.call("call.conference", **hand, target=contact)
    party = next(each for each in (await alice.call_is("connected", lambda i: len(i["parties"]) == 3
                                                       and i["parties"][2]["state"] == "connected"))["parties"]
                 if each["party_id"] == "p2")
    assert (party["kind"], party["name"]) == ("number", phone)
    await alice.call("call.drop_party", **hand, party_id="p2")
    asked = await alice.call("consultation.start", **hand, target=contact)
    assert asked["target"] == {"kind": "number", "id": phone}
    await alice.told("consultation.updated", lambda p: p["consultation"]["state"] == "connected")
    await alice.call("consultation.end", consultation_id=asked["consultation_id"])
    await alice.call_is("connected")
    assert [row["phone"] for row in parties(desk, callback)] == [phone, phone]


@pytest.mark.parametrize("contact_id", [UNKNOWN, "nonsense"])
@pytest.mark.parametrize("method", ["call.transfer", "call.conference", "consultation.start"])
async def test_an_unknown_contact_is_not_found_and_the_field_is_named(desk, method, contact_id):
    alice = await desk.agent("alice")
    callback, hand = await on_the_phone(desk, alice)
    refused = await alice.refused(method, **hand, target={"kind": "contact", "id": contact_id})
    assert (refused.reason, refused.wrong) == ("not_found", {("target.id", "unknown")})
    assert (await alice.call("interaction.get", **hand))["call_status"] == "connected"
    assert parties(desk, callback) == []


async def test_looking_for_contacts_that_are_not_there_is_bounded(desk):
    alice = await desk.agent("alice")
    callback, hand = await on_the_phone(desk, alice)
    reasons = []
    while "limit_reached" not in reasons:
        assert len(reasons) < 1_000
        refused = await alice.refused("consultation.start", **hand, target={"kind": "contact", "id": UNKNOWN})
        reasons.append(refused.reason)
    assert set(reasons) == {"not_found", "limit_reached"}
    await alice.call("call.hold", **hand)   # her work goes on


async def test_a_contact_whose_country_the_callbacks_site_does_not_call_is_refused(desk):
    alice = await desk.agent("alice")
    bob = await desk.agent("bob", ready=False)
    callback, hand = await on_the_phone(desk, alice, key=desk.server.keys["narrow"]["secret"])
    await bob.ready()
    contact = await shown(desk, bob, "+1 202 555 0178")
    assert (await alice.refused("call.transfer", **hand, target=contact)).reason == "number_refused"
    assert parties(desk, callback) == []


async def test_requests_act_in_the_order_in_which_they_were_sent_while_a_contact_is_looked_up(desk):
    alice, callback, hand, _, contact = await two(desk)

    def request(number, method, **params):
        return {"jsonrpc": "2.0", "id": number, "method": method, "params": {**hand, **params}}
    answers = await asyncio.gather(    # on hold nobody can be called in: in the other order the conference is refused
        alice.send(request(900, "call.conference", target=contact)), alice.send(request(901, "call.hold")),
        alice.send(request(902, "call.resume")), alice.send(request(903, "call.conference", target=contact)),
        alice.send(request(904, "call.drop_party", party_id="p2")))
    assert all("result" in answer for answer in answers), answers
    assert [row["outcome"] for row in parties(desk, callback)] == ["ended", ""]


async def test_a_repeat_of_a_transfer_to_a_contact_gets_the_first_answer(desk):
    alice, callback, hand, _, contact = await two(desk, "181")
    first = await alice.call("call.transfer", **hand, target=contact, request_id="t-1")
    assert await alice.call("call.transfer", **hand, target=contact, request_id="t-1") == first
    assert len(parties(desk, callback)) == 1
    await alice.call("call.end", **hand)
    await alice.call_is("ready_to_call")


async def addresses(agent, hand):
    actions = (await agent.call("party.actions", **hand))["actions"]
    assert {action["kind"] for action in actions} <= {"email"}
    return [action["address"] for action in actions]


def known(desk, phone, **contact):
    """A person with or without an e-mail address. The address must not be in the log."""
    for value in contact.values():
        desk.server.private[value] = "an e-mail address"
    return {"phone": phone, "contact": {"name": "Zelda Quux", "phone": phone, **contact}}


async def test_the_address_posted_with_the_callback_is_told(desk):
    alice = await desk.agent("alice")
    phone = phone_ending()
    callback = await desk.post(**known(desk, phone, email="zelda.posted@example.org"))
    assert await addresses(alice, await alice.accepted(callback["id"])) == ["zelda.posted@example.org"]


async def test_the_contacts_own_address_is_told_too(desk):
    alice = await desk.agent("alice")
    phone = phone_ending()
    for email, told in (({"email": "zelda.first@example.org"}, ["zelda.first@example.org"]),
                        ({}, ["zelda.first@example.org"]),
                        ({"email": "zelda.later@example.org"}, ["zelda.later@example.org", "zelda.first@example.org"])):
        callback = await desk.post(**known(desk, phone, **email))
        hand = await alice.accepted(callback["id"])
        assert await addresses(alice, hand) == told
        await alice.call("interaction.mark_done", **hand)


async def test_without_an_address_there_is_nothing_to_do(desk):
    alice = await desk.agent("alice")
    callback = await desk.post(**known(desk, phone_ending()))
    assert await addresses(alice, await alice.accepted(callback["id"])) == []


async def test_an_agent_without_the_interaction_hears_no_address(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("calm")
    hand = await alice.accepted(callback["id"])
    bob = await desk.agent("bob")
    assert (await bob.refused("party.actions", **hand)).data == {"reason": "not_found"}
