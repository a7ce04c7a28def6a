"""An agent whose connection is cut, and one who logs out."""
import asyncio

from lib.site import GRACE_SECONDS
from lib.wait import moment


async def test_within_the_grace_period_the_agent_comes_back_to_the_interaction(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    await alice.cut_off()
    assert await desk.state(callback["id"]) == "active"
    await alice.reopen()
    assert alice.session["resumed"] is True
    assert alice.session["channels"][0]["state"] == "ready"
    await moment(GRACE_SECONDS + 0.3)   # the old deadline must have no effect
    assert (await alice.call("interaction.mark_done", **hand))["state"] == "completed"


async def test_after_it_the_callback_goes_back_with_its_note_and_the_agent_is_not_ready(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.set_note", **hand, text="kept", version=0)
    await alice.call("interaction.set_disposition", **hand, code="sold")
    bob = await desk.agent("bob")
    await alice.cut_off()
    offer = await bob.offered(callback["id"])
    interaction = await bob.call("offer.accept", offer_id=offer["offer_id"])
    assert (interaction["note"]["text"], interaction["disposition"]) == ("kept", "sold")
    first, _ = desk.database.interactions(callback["id"])
    assert (first["agent"], first["outcome"]) == ("alice", "agent_lost")
    await alice.reopen()
    assert alice.session["interactions"] == []
    channel = alice.session["channels"][0]
    assert (channel["state"], channel["reason"], channel["busy"]) == ("not_ready", "disconnected", False)


async def test_a_live_call_is_never_dropped_because_a_client_is_gone(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.call", **hand)
    await alice.call_is("connected")
    await alice.cut_off()
    await moment(GRACE_SECONDS + 0.5)
    assert await desk.state(callback["id"]) == "active"
    await alice.reopen()
    assert (await alice.call("interaction.get", **hand))["call_status"] == "connected"
    await alice.call("interaction.mark_done", **hand, end_call=True)


async def test_no_offers_come_while_the_connection_is_cut_and_then_they_do(desk):
    alice = await desk.agent("alice")
    await alice.cut_off()
    callback = await desk.post()
    assert callback["state"] == "queued"
    excluded = (await desk.explain(callback["id"]))["waiting"]["excluded"]
    assert "disconnected" in {each["reason"] for each in excluded}
    await alice.reopen()
    await alice.offered(callback["id"])


async def test_an_open_offers_timer_runs_on_and_nobody_is_blamed(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("quick")
    await alice.offered(callback["id"])
    bob = await desk.agent("bob")
    await alice.cut_off()
    await bob.offered(callback["id"])
    assert await desk.outcomes(callback["id"]) == [("alice", "agent_lost"), ("bob", None)]
    await alice.reopen()
    assert alice.session["channels"][0]["reason"] != "no_answer"


async def test_an_offer_is_still_there_for_an_agent_who_comes_back_in_time(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    offer = await alice.offered(callback["id"])
    await alice.cut_off()
    await alice.reopen()
    assert [each["offer_id"] for each in alice.session["offers"]] == [offer["offer_id"]]
    await alice.call("offer.accept", offer_id=offer["offer_id"])


async def test_logging_out_returns_an_interaction_at_once(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    await alice.accepted(callback["id"])
    bob = await desk.agent("bob")
    await alice.call("session.close")
    await bob.offered(callback["id"])
    assert desk.database.interactions(callback["id"])[0]["outcome"] == "agent_lost"


async def test_logging_out_with_an_open_offer_loses_it(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    await alice.offered(callback["id"])
    bob = await desk.agent("bob")
    await alice.call("session.close")
    await bob.offered(callback["id"])
    assert (await desk.outcomes(callback["id"]))[0] == ("alice", "agent_lost")


async def test_a_customer_cancels_while_the_agent_is_away(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    await alice.cut_off()
    await desk.cancel(callback["id"])
    await alice.reopen()
    await alice.told("interaction.updated", lambda p: p["interaction"]["state"] == "cancelled")
    assert (await alice.call("interaction.mark_done", **hand))["state"] == "cancelled"


# Tests of the parameter request_id.

async def test_a_repeat_over_another_connection_gets_the_first_answer_and_dials_once(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    first = await alice.call("interaction.call", **hand, request_id="call-1")
    await alice.cut_off()
    await alice.reopen()
    assert await alice.call("interaction.call", **hand, request_id="call-1") == first
    assert len(desk.database.attempts(callback["id"])) == 1


async def test_the_same_request_many_times_at_once_is_done_once(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    answers = await asyncio.gather(
        *(alice.call("interaction.set_note", **hand, text="once", version=0, request_id="note-1")
          for _ in range(20)))
    assert {answer["note"]["version"] for answer in answers} == {1}
    assert desk.database.callback(callback["id"])["note_version"] == 1


async def test_a_refusal_is_repeated_too_and_ids_of_two_agents_do_not_meet(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    one = await alice.accepted((await desk.post())["id"])
    other = await bob.accepted((await desk.post())["id"])
    first = await alice.call("interaction.set_note", **one, text="a", version=0, request_id="n")
    second = await bob.call("interaction.set_note", **other, text="b", version=0, request_id="n")
    assert (first["note"]["text"], second["note"]["text"]) == ("a", "b")
