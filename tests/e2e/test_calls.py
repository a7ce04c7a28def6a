"""Calls against the simulator: the last three digits choose what the contact does."""
import json

import pytest

from lib.desk import from_now, in_order, phone_ending


async def in_hand(desk, agent, digits="123", queue="calm"):
    callback = await desk.post(queue, phone=phone_ending(digits))
    return callback, await agent.accepted(callback["id"])


async def on_the_phone(desk, agent, queue="calm"):
    callback, hand = await in_hand(desk, agent, queue=queue)
    await agent.call("interaction.call", **hand)
    await agent.call_is("connected")
    return callback, hand


@pytest.mark.parametrize("digits, outcome", [
    ("486", "busy"), ("600", "busy"), ("603", "rejected"), ("404", "invalid"), ("410", "invalid"),
    ("480", "no_answer"), ("503", "unreachable")])
async def test_a_call_that_fails_is_back_at_ready_to_call_with_its_outcome(desk, digits, outcome):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice, digits)
    dialing = await alice.call("interaction.call", **hand)
    assert (dialing["call_status"], len(dialing["attempts"])) == ("dialing", 1)
    interaction = await alice.call_is("ready_to_call", lambda i: i["attempts"])
    attempt, = interaction["attempts"]
    assert (attempt["outcome"], attempt["phone"]) == (outcome, callback["phone"])
    assert attempt["cause"] and attempt["ended_at"] >= attempt["started_at"] and "answered_at" not in attempt
    assert interaction["state"] == "active" and interaction["parties"] == []
    assert [row["outcome"] for row in desk.database.attempts(callback["id"])] == [outcome]
    assert in_order(["call_started", "call_ended"], desk.database.event_types(callback["id"]))
    again = await alice.call("interaction.call", **hand)
    assert len(again["attempts"]) == 2
    await alice.call_is("ready_to_call", lambda i: len(i["attempts"]) == 2 and "outcome" in i["attempts"][1])
    assert (await desk.look(callback["id"]))["attempts"] == 2


@pytest.mark.parametrize("digits, outcome", [("181", "no_answer"), ("000", "unreachable")])
async def test_the_ring_time_out_ends_a_call_that_nobody_answers(desk, digits, outcome):
    alice = await desk.agent("alice")
    _, hand = await in_hand(desk, alice, digits, "ringing")
    await alice.call("interaction.call", **hand)
    interaction = await alice.call_is("ready_to_call", lambda i: i["attempts"])
    assert interaction["attempts"][0]["outcome"] == outcome


async def test_an_extension_is_shown_kept_and_sent_by_one_action(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    number = phone_ending()
    callback = await desk.post("lax", phone=f"{number} ext. 0124816")
    assert (callback["phone"], callback["extension"]) == (number, "0124816")
    offer = await alice.offered(callback["id"])
    assert offer["contact"]["extension"] == "0124816"
    interaction = await alice.call("offer.accept", offer_id=offer["offer_id"])
    hand = {"interaction_id": interaction["interaction_id"]}
    assert (interaction["contact"]["phone"], interaction["contact"]["extension"]) == (number, "0124816")
    await alice.call("interaction.call", **hand)
    connected = await alice.call_is("connected")
    assert "send_extension" in connected["allowed_actions"]
    assert connected["attempts"][0]["extension"] == "0124816"
    await desk.server.restart()
    await alice.closed()
    await alice.reopen()
    assert alice.session["interactions"][0]["contact"]["extension"] == "0124816"
    await alice.call("interaction.mark_done", **hand, end_call=True)
    assert [row["extension"] for row in desk.database.attempts(callback["id"])] == ["0124816"]
    assert desk.database.person(callback["id"])["extension"] == "0124816"
    assert (await desk.look(callback["id"]))["extension"] == "0124816", "of one that ended, too"
    assert "0124816" not in json.dumps(await desk.history(callback["id"]))


async def test_one_action_sends_the_extension(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("lax", phone=f"{phone_ending()};ext=12")
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.call", **hand)
    await alice.call_is("connected")
    await alice.call("call.send_extension", **hand)
    event = next(row for row in desk.database.events(callback["id"]) if row["type"] == "digits_sent")
    assert event["data"] == {"count": 2, "extension": True}
    await alice.call("interaction.mark_done", **hand, end_call=True)
    _, hand = await on_the_phone(desk, alice)
    assert (await alice.refused("call.send_extension", **hand)).reason == "not_found"
    await alice.call("interaction.mark_done", **hand, end_call=True)


async def test_a_change_and_a_reschedule_replace_the_extension_with_the_number(desk):
    callback = await desk.post("lax", phone=f"{phone_ending()} x1")
    other = phone_ending()
    changed = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", {"phone": f"{other} x2"})
    assert (changed.body["phone"], changed.body["extension"]) == (other, "2")
    changed = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", {"attributes": {"a": 1}})
    assert changed.body["extension"] == "2"
    changed = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", {"phone": other})
    assert "extension" not in changed.body
    alice = await desk.agent("alice")
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.reschedule", **hand, when={"not_before": from_now(3600)}, phone=f"{other} x3")
    assert (await desk.look(callback["id"]))["extension"] == "3"
    kept = desk.database.rows("SELECT extension FROM callback_person WHERE callback_id = %s ORDER BY version",
                              callback["id"])
    assert [row["extension"] for row in kept] == ["1", "2", "2", "", "3"]
    await desk.cancel(callback["id"])


async def test_a_number_that_waits_is_the_same_with_another_extension(desk):
    first = await desk.post("shut", phone=f"{phone_ending()} x1")
    again = await desk.ask("POST", "/v1/callbacks", desk.body("shut", f"{first['phone']} x2"))
    assert (again.status, again.body["callback_id"]) == (409, first["id"])
    await desk.cancel(first["id"])


async def test_a_contact_who_hangs_up_ends_the_call_as_answered(desk):
    alice = await desk.agent("alice")
    _, hand = await in_hand(desk, alice, "201")
    await alice.call("interaction.call", **hand)
    connected = await alice.call_is("connected")
    assert {(party["kind"], party["state"]) for party in connected["parties"]} == {
        ("agent", "connected"), ("contact", "connected")}
    interaction = await alice.call_is("ready_to_call", lambda i: i["attempts"])
    assert interaction["attempts"][0]["outcome"] == "answered"


@pytest.mark.parametrize("digits", ["183", "777", "778", "555"])
async def test_others_answer(desk, digits):
    alice = await desk.agent("alice")
    _, hand = await in_hand(desk, alice, digits)
    await alice.call("interaction.call", **hand)
    interaction = await alice.call_is("connected")
    assert "answered_at" in interaction["attempts"][0]
    assert {"end", "hold", "send_dtmf"} <= set(interaction["allowed_actions"])
    assert not {"call", "reschedule", "release"} & set(interaction["allowed_actions"])


async def test_an_agent_whose_own_phone_fails_is_agent_unreachable(desk):
    erin = await desk.agent("erin")
    _, hand = await in_hand(desk, erin)
    await erin.call("interaction.call", **hand)
    interaction = await erin.call_is("ready_to_call", lambda i: i["attempts"])
    assert interaction["attempts"][0]["outcome"] == "agent_unreachable"


async def test_a_call_can_be_ended_while_it_rings(desk):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice, "181")
    await alice.call("interaction.call", **hand)
    await alice.call("call.end", **hand)
    interaction = await alice.call_is("ready_to_call", lambda i: i["attempts"])
    assert interaction["attempts"][0]["outcome"] == "cancelled"
    assert [row["outcome"] for row in desk.database.attempts(callback["id"])] == ["cancelled"]


async def test_hold_and_resume_show_on_the_parties(desk):
    alice = await desk.agent("alice")
    callback, hand = await on_the_phone(desk, alice)
    await alice.call("call.hold", **hand)
    held = await alice.call_is("on_hold")
    assert ("contact", "on_hold") in {(party["kind"], party["state"]) for party in held["parties"]}
    assert "resume" in held["allowed_actions"] and "hold" not in held["allowed_actions"]
    await alice.call("call.resume", **hand)
    await alice.call_is("connected")
    assert in_order(["call_answered", "call_held", "call_resumed"], desk.database.event_types(callback["id"]))


async def test_an_act_that_does_not_fit_the_calls_state_is_refused_with_the_state(desk):
    alice = await desk.agent("alice")
    _, hand = await in_hand(desk, alice)
    for method, params in (("call.end", {}), ("call.hold", {}), ("call.resume", {}),
                           ("call.send_dtmf", {"digits": "1"})):
        refused = await alice.refused(method, **hand, **params)
        assert refused.data == {"reason": "wrong_state", "state": "ready_to_call"}, method
    await alice.call("interaction.call", **hand)
    await alice.call_is("connected")
    for method, params in (("interaction.call", {}), ("call.resume", {}), ("interaction.release", {}),
                           ("interaction.reschedule", {"when": {"not_before": "2031-02-03T09:00Z"}}),
                           ("session.close", {})):
        own = {} if method == "session.close" else hand
        refused = await alice.refused(method, **own, **params)
        assert refused.reason in ("wrong_state", "call_in_progress"), method
    await alice.call("call.hold", **hand)
    assert (await alice.refused("call.hold", **hand)).data == {"reason": "wrong_state", "state": "on_hold"}


async def test_mark_done_in_a_live_call_is_refused_before_anything_else(desk):
    alice = await desk.agent("alice")
    callback, hand = await on_the_phone(desk, alice, "strict")
    assert (await alice.refused("interaction.mark_done", **hand)).data == {"reason": "call_in_progress"}
    refused = await alice.refused("interaction.mark_done", **hand, end_call=True)
    assert refused.data == {"reason": "disposition_required"}
    assert (await alice.call("interaction.get", **hand))["call_status"] == "connected"
    await alice.call("interaction.set_disposition", **hand, code="sold")
    assert (await alice.call("interaction.mark_done", **hand, end_call=True))["state"] == "completed"
    attempt, = desk.database.attempts(callback["id"])
    assert (attempt["outcome"], attempt["ended_at"] is not None) == ("answered", True)


@pytest.mark.parametrize("queue, shown", [("calm", False), ("digits", True)])
async def test_digits_are_counted_in_the_history_and_shown_only_if_the_queue_says_so(desk, queue, shown):
    alice = await desk.agent("alice")
    callback, hand = await on_the_phone(desk, alice, queue)
    await alice.call("call.send_dtmf", **hand, digits="40917#")
    event = next(row for row in desk.database.events(callback["id"]) if row["type"] == "digits_sent")
    assert ("40917#" in str(event["data"])) is shown
    assert "6" in str(event["data"]) or shown


async def test_another_number_of_the_contact_can_be_called(desk):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice)
    dialing = await alice.call("interaction.call", **hand, phone="020 7946 0486")
    assert dialing["attempts"][0]["phone"] == "+442079460486"
    interaction = await alice.call_is("ready_to_call", lambda i: i["attempts"])
    assert interaction["attempts"][0]["outcome"] == "busy"
    assert (await desk.look(callback["id"]))["phone"] == callback["phone"]


@pytest.mark.parametrize("phone", ["12", "+44 909 879 0123", "call me"])
async def test_a_number_that_may_not_be_called_is_refused(desk, phone):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice)
    refused = await alice.refused("interaction.call", **hand, phone=phone)
    assert refused.reason == "number_refused" or {field for field, _ in refused.wrong} == {"phone"}
    assert desk.database.attempts(callback["id"]) == []


async def test_calls_while_the_callback_is_worked_never_end_it(desk):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice, "404")
    for count in (1, 2, 3):
        await alice.call("interaction.call", **hand)
        await alice.call_is("ready_to_call", lambda i, n=count: len(i["attempts"]) == n
                            and "outcome" in i["attempts"][-1])
    assert await desk.state(callback["id"]) == "active"
