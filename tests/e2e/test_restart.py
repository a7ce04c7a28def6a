"""kill -9 and SIGTERM: everything that was acknowledged is still there after the restart, and the work goes on."""
import asyncio

import aiohttp

from lib.desk import from_now
from lib.wait import until


async def test_after_a_kill_everything_acknowledged_goes_on(own_desk):
    desk = own_desk
    alice, bob = await desk.all_ready("alice", "bob")
    worked = await desk.post("strict")
    hand = await alice.accepted(worked["id"])
    await alice.call("interaction.set_note", **hand, text="kept", version=0)
    offered = await desk.post()
    offer = await bob.offered(offered["id"])
    scheduled = await desk.post(when={"not_before": from_now(2)})
    headers, body = {"Idempotency-Key": "before"}, desk.body("lax")
    remembered = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    queued = [await desk.post("lax", priority=number) for number in range(3)]

    ready_since = [params["since"] for method, params in bob.history if method == "agent.state_changed"]

    await desk.server.restart()
    await alice.closed()
    await bob.closed()

    # Bob had the open offer. He is not blamed for its end, and gets a new offer when he has connected again.
    await bob.reopen()
    assert bob.session["resumed"] is False
    assert bob.session["channels"][0]["state"] == "ready"
    assert bob.session["channels"][0]["since"] == ready_since[-1]
    first = await bob.offered()   # the callback with the highest priority now
    assert (await desk.outcomes(offered["id"]))[0] == ("bob", "rescinded")
    assert first["offer_id"] != offer["offer_id"]
    assert first["callback_id"] == queued[2]["id"]
    # Alice still has her interaction with its note.
    await alice.reopen()
    interaction, = alice.session["interactions"]
    assert interaction["interaction_id"] == hand["interaction_id"]
    assert interaction["note"] == {"text": "kept", "version": 1}
    await alice.call("interaction.set_disposition", **hand, code="sold")
    assert (await alice.call("interaction.mark_done", **hand))["state"] == "completed"
    # The customer's token is still good, the Idempotency-Key still gives the first callback, and a duplicate is still
    # refused.
    assert (await desk.ask("GET", f"/v1/callbacks/{worked['id']}", key=worked["manage_token"])).status == 200
    again = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    assert (again.status, again.body["id"]) == (201, remembered.body["id"])
    duplicate = await desk.ask("POST", "/v1/callbacks", desk.body("calm", offered["phone"]))
    assert (duplicate.status, duplicate.body["callback_id"]) == (409, offered["id"])
    # The scheduled callback was kept too: it is queued when its time comes.
    await desk.state_becomes(scheduled["id"], "queued")


async def test_a_rescinded_offer_does_not_count_and_nobody_is_excluded(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    callback = await desk.post("counted")
    for _ in range(2):
        await alice.offered(callback["id"])
        await desk.server.restart()
        await alice.closed()
        alice.forget_unread()
        await alice.reopen()
    await alice.accepted(callback["id"])
    assert [outcome for _, outcome in await desk.outcomes(callback["id"])] == ["rescinded", "rescinded", "accepted"]


async def test_a_repeated_request_is_answered_as_before_the_kill_and_dials_once(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    first = await alice.call("interaction.call", **hand, request_id="dial")
    await desk.server.restart()
    await alice.closed()
    await alice.reopen()
    assert await alice.call("interaction.call", **hand, request_id="dial") == first
    assert len(desk.database.attempts(callback["id"])) == 1


async def test_a_call_that_the_gateway_lost_is_lost_and_the_interaction_stays(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.call", **hand)
    await alice.call_is("connected")
    await desk.server.restart()   # the simulator ends with the server
    await alice.closed()
    await alice.reopen()

    async def lost():
        interaction = await alice.call("interaction.get", **hand)
        return interaction["call_status"] == "ready_to_call" and interaction["attempts"][0].get("outcome")
    assert await until(lost, "the end of the lost call") in ("lost", "answered")
    again = await alice.call("interaction.call", **hand)
    assert len(again["attempts"]) == 2


async def test_a_kill_starts_the_grace_period_anew(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    callback = await desk.post()
    await alice.accepted(callback["id"])
    await desk.server.restart()
    await alice.closed()
    assert await desk.state(callback["id"]) == "active"
    await desk.state_becomes(callback["id"], "queued")
    assert desk.database.interactions(callback["id"])[0]["outcome"] == "agent_lost"


async def test_exclusions_and_not_ready_survive_a_kill(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    bob = await desk.agent("bob", ready=False)
    await bob.not_ready("break")
    callback = await desk.post()
    offer = await alice.offered(callback["id"])
    await alice.call("offer.reject", offer_id=offer["offer_id"])
    await desk.server.restart()
    await asyncio.gather(alice.closed(), bob.closed())
    await alice.reopen()
    await bob.reopen()
    assert bob.session["channels"][0]["reason"] == "break"
    assert await desk.state(callback["id"]) == "queued"
    excluded = (await desk.explain(callback["id"]))["waiting"]["excluded"]
    assert [each["count"] for each in excluded if each["reason"] == "let_it_go"] == [1]


async def test_sigterm_tells_agents_1012_and_ends_with_0_and_nothing_is_lost(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    await alice.accepted((await desk.post())["id"])
    acknowledged = []

    async def post():
        try:
            answer = await desk.ask("POST", "/v1/callbacks", desk.body("lax"))
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return
        assert answer.status in (201, 503)
        if answer.status == 201:
            acknowledged.append(answer.body["id"])
    first = [asyncio.ensure_future(post()) for _ in range(40)]
    await first[0]
    desk.server.terminate()
    await asyncio.gather(*first, *(post() for _ in range(10)))
    assert await alice.closed(20) == 1012
    assert await asyncio.get_running_loop().run_in_executor(None, desk.server.ended) == 0
    missing = [each for each in acknowledged if desk.database.callback(each) is None]
    assert acknowledged and missing == []
    desk.server.start()
    assert await desk.state(acknowledged[0]) == "queued"
    await alice.reopen()
    assert len(alice.session["interactions"]) == 1
