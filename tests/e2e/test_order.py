"""Which callback is first, and which agent is asked first."""


async def done(agent, hand):
    await agent.call("interaction.mark_done", **hand)


async def taken(agent):
    """Accepts the callback that is offered to this agent now, and marks it done immediately. Returns its id."""
    offer = await agent.offered()
    interaction = await agent.call("offer.accept", offer_id=offer["offer_id"])
    await done(agent, {"interaction_id": interaction["interaction_id"]})
    return offer["callback_id"]


async def test_the_one_who_waits_longest_is_first(desk):
    posted = [(await desk.post())["id"] for _ in range(4)]
    alice = await desk.agent("alice")
    assert [await taken(alice) for _ in posted] == posted


async def test_a_higher_priority_goes_first(desk):
    low = await desk.post(priority=-5)
    middle = await desk.post()
    high = await desk.post(priority=10)
    assert (await desk.look(high["id"]))["position"] == 1
    assert (await desk.look(low["id"]))["position"] == 3
    alice = await desk.agent("alice")
    assert [await taken(alice) for _ in range(3)] == [high["id"], middle["id"], low["id"]]


async def test_across_queues_the_queues_priority_counts_first(desk):
    calm = await desk.post("calm", priority=10)
    urgent = await desk.post("urgent", priority=-100)
    alice = await desk.agent("alice")
    assert [await taken(alice) for _ in range(2)] == [urgent["id"], calm["id"]]


async def test_a_supervisor_changes_the_priority_and_the_order_follows(desk):
    first, second = [await desk.post() for _ in range(2)]
    answer = await desk.ask("PATCH", f"/v1/callbacks/{second['id']}", {"priority": 50},
                            key=await desk.token("sam"))
    assert (answer.status, answer.body["position"]) == (200, 1)
    assert (await desk.look(first["id"]))["position"] == 2
    alice = await desk.agent("alice")
    assert [await taken(alice) for _ in range(2)] == [second["id"], first["id"]]


async def test_a_supervisor_moves_it_to_another_queue(desk):
    callback = await desk.post()
    answer = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", {"queue": "urgent"},
                            key=await desk.token("sam"))
    assert (answer.status, answer.body["queue"]) == (200, "urgent")
    alice = await desk.agent("alice")
    assert (await alice.offered(callback["id"]))["queue"] == "urgent"
    changed = desk.database.events(callback["id"])
    assert any("urgent" in row["data"].values() and "sam" in (row["by"] or "") for row in changed)


async def test_a_returned_callback_keeps_its_place(desk):
    first, second = [await desk.post() for _ in range(2)]
    alice = await desk.agent("alice")
    offer = await alice.offered(first["id"])
    await alice.call("offer.reject", offer_id=offer["offer_id"])
    await alice.offered(second["id"])
    third = await desk.post()
    bob = await desk.agent("bob")
    assert [await taken(bob) for _ in range(2)] == [first["id"], third["id"]]


async def test_the_longest_idle_agent_is_asked(desk):
    carol, alice, bob = await desk.all_ready("carol", "alice", "bob")
    for agent in (carol, alice, bob, carol, alice):
        callback = await desk.post()
        assert await taken(agent) == callback["id"]


async def test_the_end_of_an_offer_starts_idle_time_anew(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    offer = await alice.offered((await desk.post())["id"])
    await alice.call("offer.reject", offer_id=offer["offer_id"])
    assert await taken(bob)
    await alice.offered((await desk.post())["id"])
    bobs = await desk.post()
    await bob.offered(bobs["id"])


async def test_an_agent_at_capacity_is_not_asked(desk):
    alice = await desk.agent("alice")
    hand = await alice.accepted((await desk.post())["id"])
    assert any(change["busy"] for change in alice.unread("agent.state_changed"))
    second = await desk.post()
    assert second["state"] == "queued"
    excluded = (await desk.explain(second["id"]))["waiting"]["excluded"]
    assert {"reason": "busy", "count": 1} in excluded
    await done(alice, hand)
    await alice.offered(second["id"])


async def test_an_agent_who_is_not_ready_is_not_asked(desk):
    alice = await desk.agent("alice", ready=False)
    channel = alice.session["channels"][0]
    assert (channel["state"], channel["reason"], channel["busy"]) == ("not_ready", "logged_in", False)
    callback = await desk.post()
    assert (callback["state"], callback["position"]) == ("queued", 1)
    assert (await alice.ready())["state"] == "ready"
    await alice.offered(callback["id"])
