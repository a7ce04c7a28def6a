"""How calls to contacts end: each way has one outcome, which is the same for every gateway."""
import pytest

from scene import CONTACT


@pytest.mark.parametrize("digits, outcome", [
    ("486", "busy"), ("600", "busy"), ("603", "rejected"), ("404", "invalid"), ("410", "invalid"), ("480", "no_answer"),
    ("503", "unreachable")])
async def test_a_call_that_fails_has_its_outcome_and_a_cause_and_can_be_made_again(desk, digits, outcome):
    hand = await desk.dialing("alice", digits)
    attempt = await hand.over()
    assert (attempt["outcome"], attempt["phone"]) == (outcome, hand.callback["phone"])
    assert attempt["cause"] and "answered_at" not in attempt
    await hand.call()
    assert (await hand.over())["outcome"] == outcome
    assert [row["outcome"] for row in hand.attempts()] == [outcome, outcome]
    assert (await desk.look(hand.callback_id))["attempts"] == 2


async def test_a_contact_who_lets_it_ring_is_no_answer_after_the_queues_time(desk):
    hand = await desk.dialing("alice", "181", "ringing")
    await hand.rings("contact")
    assert (await hand.over())["outcome"] == "no_answer"


async def test_a_number_that_stays_silent_is_unreachable(desk):
    hand = await desk.dialing("alice", "000", "ringing")
    assert (await hand.over())["outcome"] == "unreachable"


async def test_a_contact_who_answers_is_connected_and_both_hear_each_other(desk):
    hand = await desk.dialing("alice", CONTACT)
    connected = await hand.is_("connected")
    assert {(party["kind"], party["state"]) for party in connected["parties"]} == {
        ("agent", "connected"), ("contact", "connected")}
    assert "answered_at" in connected["attempts"][0]
    await desk.hear(alice=["contact"], contact=["alice"])


async def test_a_contact_who_hangs_up_ends_the_call_as_answered(desk):
    hand = await desk.on_the_phone("alice", "201")
    attempt = await hand.over()
    assert attempt["outcome"] == "answered" and attempt["ended_at"] > attempt["answered_at"]


async def test_sound_before_the_answer_is_not_an_answer(desk):
    hand = await desk.dialing("alice", "183")
    attempt = (await hand.is_("connected"))["attempts"][0]
    assert attempt["answered_at"] > attempt["started_at"]
    await hand.do("call.end")
    assert (await hand.over())["outcome"] == "answered"


async def test_a_machine_ends_the_call_where_the_queue_wants_people(desk):
    hand = await desk.dialing("alice", "777", "screened")
    attempt = await hand.over()
    assert attempt["outcome"] == "machine"
    assert [row["outcome"] for row in hand.attempts()] == ["machine"]


async def test_a_person_is_connected_where_the_queue_looks_for_machines(desk):
    hand = await desk.on_the_phone("alice", "778", "screened")
    assert (await hand.now())["call_status"] == "connected"


# The simulator is left out, because it knows at once whether a machine has answered.
@pytest.mark.parametrize("gateway", ["asterisk"], indirect=True)
async def test_a_contact_who_hangs_up_before_it_is_known_whether_it_is_a_machine_was_not_reached(desk):
    hand = await desk.dialing("alice", "201", "screened")   # a contact who is silent for two seconds
    attempt = await hand.over()
    assert attempt["outcome"] == "failed" and "answered_at" not in attempt
    assert "before it was known" in attempt["cause"]
    assert "call" in (await hand.now())["allowed_actions"]


async def test_a_machine_is_as_good_as_a_person_where_the_queue_does_not_ask(desk):
    hand = await desk.on_the_phone("alice", "777")
    assert (await hand.now())["call_status"] == "connected"


async def test_another_number_of_the_contact_is_the_one_that_rings(desk):
    hand = await desk.in_hand("alice", "486")
    await hand.call(phone="+442079460300")
    await hand.is_("connected")
    await desk.hear(alice=["contact"])
    assert [row["phone"] for row in hand.attempts()] == ["+442079460300"]
    assert (await desk.look(hand.callback_id))["phone"] == hand.callback["phone"]


async def test_an_outcome_with_a_rule_frees_the_agent_by_itself(desk):
    hand = await desk.in_hand("alice", "486", "stubborn")
    await hand.call()
    closed = await hand.agent.told("interaction.closed")
    assert closed["outcome"] == "rescheduled"
    again = await hand.agent.accepted(hand.callback_id)
    await hand.agent.call("interaction.call", **again)
    assert (await hand.agent.told("interaction.closed"))["outcome"] == "revoked"
    assert await desk.state(hand.callback_id) == "failed"
    assert [row["outcome"] for row in hand.attempts()] == ["busy", "busy"]
