"""Every way in which an offer ends, and where the callback goes after it."""
import asyncio
from datetime import datetime, timezone

from lib.agent import Refused
from lib.desk import in_order, instant
from lib.wait import moment


async def rejected(agent, callback_id=None):
    offer = await agent.offered(callback_id)
    answer = await agent.call("offer.reject", offer_id=offer["offer_id"], reason="going home")
    assert answer == {"offer_id": offer["offer_id"], "outcome": "rejected"}
    assert await agent.offer_closed(offer) == "rejected"
    return offer


async def test_a_rejected_offer_goes_to_the_next_agent_and_the_first_stays_ready(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post()
    await rejected(alice, callback["id"])
    await bob.offered(callback["id"])
    assert await desk.outcomes(callback["id"]) == [("alice", "rejected"), ("bob", None)]
    assert alice.unread("agent.state_changed")[-1]["state"] == "ready"


async def test_an_offer_that_times_out_makes_the_agent_not_ready_and_goes_to_the_next(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post("quick")
    offer = await alice.offered(callback["id"])
    assert await alice.offer_closed(offer) == "timed_out"
    await alice.state_is("not_ready", "no_answer")
    await bob.offered(callback["id"])
    first, second = desk.database.offers(callback["id"])
    assert (first["agent"], first["outcome"], second["agent"]) == ("alice", "timed_out", "bob")
    assert 0 <= (first["closed_at"] - first["deadline"]).total_seconds() < 0.5


async def test_a_queue_can_leave_the_agent_ready_after_a_time_out(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post("patient")
    assert await alice.offer_closed(await alice.offered(callback["id"])) == "timed_out"
    await bob.offered(callback["id"])
    assert not any(change["state"] == "not_ready" and change["reason"] == "no_answer"
                   for change in alice.unread("agent.state_changed"))
    other = await desk.post("calm")
    await alice.offered(other["id"])


async def test_an_agent_who_let_it_go_is_not_asked_again(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    await rejected(alice, callback["id"])
    assert await desk.state(callback["id"]) == "queued"
    waiting = (await desk.explain(callback["id"]))["waiting"]
    (let_it_go,) = [each for each in waiting["excluded"] if each["reason"] == "let_it_go"]
    assert let_it_go["count"] == 1
    assert waiting["next_change_at"] <= let_it_go["until"]
    other = await desk.post()
    await alice.offered(other["id"])
    assert await desk.outcomes(callback["id"]) == [("alice", "rejected")]


async def test_after_the_exclusion_time_the_same_agent_is_asked_again(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("forgiving")
    await rejected(alice, callback["id"])
    await alice.offered(callback["id"])
    first, second = desk.database.offers(callback["id"])
    assert (second["opened_at"] - first["closed_at"]).total_seconds() >= 0.99


async def test_after_max_offers_it_overflows_and_exclusion_comes_along(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post("capped")
    await rejected(alice, callback["id"])
    await rejected(bob, callback["id"])
    seen = await desk.look(callback["id"])
    assert (seen["state"], seen["queue"]) == ("queued", "overflow")
    carol = await desk.agent("carol")
    assert (await carol.offered(callback["id"]))["queue"] == "overflow"
    assert alice.unread("offer.created") == [] and bob.unread("offer.created") == []
    assert [agent for agent, _ in await desk.outcomes(callback["id"])] == ["alice", "bob", "carol"]


async def test_without_an_overflow_it_stays_and_counts_anew(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post("counted")
    await rejected(alice, callback["id"])
    offer = await rejected(bob, callback["id"])
    assert offer["queue"] == "counted"
    seen = await desk.look(callback["id"])
    assert (seen["state"], seen["queue"]) == ("queued", "counted")


async def test_a_reject_can_return_it_to_another_queue(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post("to_overflow")
    await rejected(alice, callback["id"])
    assert (await bob.offered(callback["id"]))["queue"] == "overflow"


async def test_a_time_out_can_return_it_to_another_queue(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post("timeout_to_overflow")
    await alice.offered(callback["id"])
    assert (await bob.offered(callback["id"]))["queue"] == "overflow"


async def test_a_reject_can_reserve_it_for_a_named_agent_in_its_queue(desk):
    alice, carol, dave = await desk.all_ready("alice", "carol", "dave")
    callback = await desk.post("to_dave")
    await rejected(alice, callback["id"])
    assert (await dave.offered(callback["id"]))["queue"] == "to_dave"
    assert carol.unread("offer.created") == []
    offers = (await desk.explain(callback["id"]))["offers"]
    assert offers[1]["why"]["chosen_by"] == "preferred_agent"


async def test_while_it_is_reserved_for_an_agent_who_is_away_nobody_else_is_asked(desk):
    alice, carol = await desk.all_ready("alice", "carol")
    callback = await desk.post("to_dave")
    await rejected(alice, callback["id"])
    assert await desk.state(callback["id"]) == "queued"
    waiting = (await desk.explain(callback["id"]))["waiting"]
    (preferred,) = [each for each in waiting["excluded"] if each["reason"] == "preferred_agent_first"]
    assert preferred["until"] >= waiting["next_change_at"]
    assert carol.unread("offer.created") == []
    dave = await desk.agent("dave")
    await dave.offered(callback["id"])


async def test_going_not_ready_rejects_the_open_offer_first(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post()
    offer = await alice.offered(callback["id"])
    await alice.not_ready("break")
    await alice.state_is("not_ready", "break")
    assert await alice.offer_closed(offer) == "rejected"
    told = [name for name, params in alice.history
            if name == "offer.closed" or params.get("state") == "not_ready"]
    assert in_order(["offer.closed", "agent.state_changed"], told)
    await bob.offered(callback["id"])


async def test_a_late_accept_and_a_late_reject_learn_the_real_outcome(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("quick")
    offer = await alice.offered(callback["id"])
    assert await alice.offer_closed(offer) == "timed_out"
    for method in ("offer.accept", "offer.reject"):
        refused = await alice.refused(method, offer_id=offer["offer_id"])
        assert (refused.code, refused.reason, refused.data["outcome"]) == (-32000, "offer_closed", "timed_out")


async def test_a_cancel_rescinds_the_offer_and_the_agent_is_free_for_the_next(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    offer = await alice.offered(callback["id"])
    answer = await desk.cancel(callback["id"])
    assert (answer.status, answer.body["state"]) == (200, "cancelled")
    assert await alice.offer_closed(offer) == "rescinded"
    refused = await alice.refused("offer.accept", offer_id=offer["offer_id"])
    assert (refused.reason, refused.data["outcome"]) == ("offer_closed", "rescinded")
    await alice.offered((await desk.post())["id"])


async def test_the_winner_may_repeat_the_accept(desk):
    alice = await desk.agent("alice")
    offer = await alice.offered((await desk.post())["id"])
    first = await alice.call("offer.accept", offer_id=offer["offer_id"])
    assert await alice.call("offer.accept", offer_id=offer["offer_id"]) == first
    refused = await alice.refused("offer.reject", offer_id=offer["offer_id"])
    assert (refused.reason, refused.data["outcome"]) == ("offer_closed", "accepted")


async def test_someone_elses_offer_answers_as_an_unknown_one(desk):
    alice = await desk.agent("alice")
    bob = await desk.agent("bob", ready=False)
    offer = await alice.offered((await desk.post())["id"])
    for method in ("offer.accept", "offer.reject"):
        theirs = await bob.refused(method, offer_id=offer["offer_id"])
        unknown = await bob.refused(method, offer_id="no-such-offer")
        assert (theirs.code, theirs.data) == (unknown.code, unknown.data) == (-32000, {"reason": "not_found"})
    await alice.call("offer.accept", offer_id=offer["offer_id"])


async def _accept_at_the_deadline(agent, later_seconds):
    offer = await agent.offered()
    left = (instant(offer["deadline"]) - datetime.now(timezone.utc)).total_seconds()
    await moment(left + later_seconds)
    try:
        await agent.call("offer.accept", offer_id=offer["offer_id"])
        return offer["callback_id"], agent.login, "accepted"
    except Refused as refused:
        assert refused.reason == "offer_closed"
        return offer["callback_id"], agent.login, refused.data["outcome"]


async def test_accept_and_time_out_race_and_the_log_says_who_won(desk):
    agents = await desk.all_ready("alice", "bob", "carol", "dave")
    for _ in agents:
        await desk.post("quick")
    ends = await asyncio.gather(*(_accept_at_the_deadline(agent, later)
                                  for agent, later in zip(agents, (-0.05, -0.004, -0.001, 0.002))))
    for callback_id, login, outcome in ends:
        assert (login, outcome) in await desk.outcomes(callback_id)
        assert outcome in ("accepted", "timed_out")


async def test_accept_and_cancel_race_and_one_of_them_wins_whole(desk):
    agents = await desk.all_ready("alice", "bob", "carol", "dave")
    for _ in agents:
        await desk.post()
    offers = [await agent.offered() for agent in agents]
    answers = await asyncio.gather(
        *(agent.ask("offer.accept", {"offer_id": offer["offer_id"]}) for agent, offer in zip(agents, offers)),
        *(desk.cancel(offer["callback_id"]) for offer in offers))
    for answer, cancelled, offer in zip(answers, answers[4:], offers):
        assert cancelled.body["state"] == "cancelled"
        won = "accepted" if "result" in answer else answer["error"]["data"]["outcome"]
        assert [outcome for _, outcome in await desk.outcomes(offer["callback_id"])] == [won]


async def test_many_callbacks_and_many_agents_and_nobody_shares_one(desk):
    agents = await desk.all_ready("alice", "bob", "carol", "dave")
    callbacks = await asyncio.gather(*(desk.post() for _ in range(24)))

    taken, all_taken = [], asyncio.Event()

    async def work(agent):
        """Takes callbacks and marks them done until none is left. How many an agent gets depends on which agent is
        quicker."""
        while not all_taken.is_set():
            accepting = asyncio.create_task(agent.accepted())
            stopping = asyncio.create_task(all_taken.wait())
            await asyncio.wait({accepting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if not accepting.done():
                accepting.cancel()
                return
            taken.append((await agent.call("interaction.mark_done", **accepting.result()))["callback_id"])
            if len(taken) == len(callbacks):
                all_taken.set()
    await asyncio.gather(*(work(agent) for agent in agents))
    assert sorted(taken) == sorted(each["id"] for each in callbacks)
