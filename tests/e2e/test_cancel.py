"""Cancelling in every state, by everyone who is allowed to, and repeating it."""
from lib.desk import from_now


async def cancelled(desk, callback_id, key=None):
    answer = await desk.cancel(callback_id, key)
    assert (answer.status, answer.body["state"]) == (200, "cancelled")
    return answer.body


async def test_a_scheduled_one_is_cancelled_and_a_repeat_answers_the_same(desk):
    callback = await desk.post(when={"not_before": from_now(3600)})
    first = await cancelled(desk, callback["id"])
    assert await cancelled(desk, callback["id"]) == first
    types = desk.database.event_types(callback["id"])
    assert types.count("cancelled") == 1 and types[-1] == "cancelled"


async def test_a_queued_one_is_cancelled_and_the_line_closes_up(desk):
    first, second = [await desk.post() for _ in range(2)]
    assert (await desk.look(second["id"]))["position"] == 2
    await cancelled(desk, first["id"])
    assert (await desk.look(second["id"]))["position"] == 1


async def test_an_offered_one_is_rescinded(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    offer = await alice.offered(callback["id"])
    await cancelled(desk, callback["id"])
    assert await alice.offer_closed(offer) == "rescinded"
    assert await desk.outcomes(callback["id"]) == [("alice", "rescinded")]


async def test_in_preview_it_is_cancelled_at_once_and_done_asks_for_no_disposition(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("strict")
    hand = await alice.accepted(callback["id"])
    await cancelled(desk, callback["id"])
    told = await alice.told("interaction.updated", lambda p: p["interaction"]["state"] == "cancelled")
    assert "call" not in told["interaction"]["allowed_actions"]
    assert "mark_done" in told["interaction"]["allowed_actions"]
    refused = await alice.refused("interaction.call", **hand)
    assert (refused.reason, refused.data["state"]) == ("wrong_state", "cancelled")
    assert (await alice.call("interaction.mark_done", **hand))["state"] == "cancelled"
    assert (await alice.told("interaction.closed"))["outcome"] in ("cancelled", "completed")
    assert desk.database.attempts(callback["id"]) == []


async def test_during_a_call_it_is_only_asked_for_and_the_agent_decides(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.call", **hand)
    await alice.call_is("connected")
    answer = await desk.cancel(callback["id"], callback["manage_token"])
    assert (answer.status, answer.body["state"], answer.body["cancel_requested"]) == (200, "active", True)
    told = await alice.told("interaction.updated", lambda p: p["interaction"]["cancel_requested"])
    assert told["interaction"]["call_status"] == "connected"
    again = await desk.cancel(callback["id"])
    assert (again.status, again.body["cancel_requested"]) == (200, True)
    assert (await alice.call("interaction.mark_done", **hand, end_call=True))["state"] == "completed"
    assert desk.database.event_types(callback["id"]).count("cancel_requested") == 1


async def test_a_callback_that_ended_otherwise_cannot_be_cancelled(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    await alice.call("interaction.mark_done", **await alice.accepted(callback["id"]))
    answer = await desk.cancel(callback["id"])
    assert (answer.status, answer.code) == (409, "wrong_state")
    assert await desk.state(callback["id"]) == "completed"


async def test_the_history_says_who_cancelled(desk):
    by = {}
    for who, key in (("customer", None), ("www", desk.key), ("sue", await desk.token("sue"))):
        callback = await desk.post()
        await cancelled(desk, callback["id"], key or callback["manage_token"])
        by[who] = desk.database.events(callback["id"])[-1]["by"]
    assert all(who in said for who, said in by.items()), by


async def test_the_customers_token_looks_moves_and_cancels_its_own(desk):
    callback = await desk.post()
    path, token = f"/v1/callbacks/{callback['id']}", callback["manage_token"]
    assert (await desk.ask("GET", path, key=token)).body["id"] == callback["id"]
    moved = await desk.ask("PATCH", path, {"when": {"not_before": from_now(3600)}}, key=token)
    assert (moved.status, moved.body["state"]) == (200, "scheduled")
    await cancelled(desk, callback["id"], token)
    await cancelled(desk, callback["id"], token)


async def test_the_customers_token_opens_nothing_else(desk):
    callback, other = [await desk.post() for _ in range(2)]
    token = callback["manage_token"]
    for method, body in (("GET", None), ("DELETE", None), ("PATCH", {"attributes": {"a": 1}})):
        theirs = await desk.ask(method, f"/v1/callbacks/{other['id']}", body, key=token)
        unknown = await desk.ask(method, "/v1/callbacks/no-such", body, key=token)
        assert (theirs.status, unknown.status) == (404, 404)
        assert theirs.body == unknown.body
    assert await desk.state(other["id"]) == "queued"
    own = f"/v1/callbacks/{callback['id']}"
    assert (await desk.ask("GET", own + "/events", key=token)).status == 403
    assert (await desk.ask("GET", own + "/explain", key=token)).status == 403
    assert (await desk.ask("POST", "/v1/callbacks", desk.body(), key=token)).status == 403
    assert (await desk.ask("GET", "/v1/queues/calm/estimate", key=token)).status == 403


async def test_a_forged_token_is_no_token(desk):
    callback = await desk.post()
    token = callback["manage_token"]
    other = "A" if token[-10] != "A" else "B"
    for forged in ("cb_", "cb_x", token[:-1], token[:-10] + other + token[-9:], token + "A"):
        answer = await desk.ask("GET", f"/v1/callbacks/{callback['id']}", key=forged)
        assert answer.status == 401, forged


async def test_a_patch_merges_attributes_and_the_agent_sees_them(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("calm")
    hand = await alice.accepted(callback["id"])
    answer = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}",
                            {"attributes": {"topic": "refund", "page": None, "extra": {"deep": [1]}}})
    assert answer.status == 200, answer.text
    assert desk.database.person(callback["id"])["attributes"] == {"topic": "refund", "extra": {"deep": [1]}}
    interaction = await alice.call("interaction.get", **hand)
    assert interaction["case_information"] == [
        {"label": "Topic", "value": "refund"}, {"label": "Page", "value": ""}]


async def test_a_patch_changes_the_number(desk):
    callback = await desk.post()
    path = f"/v1/callbacks/{callback['id']}"
    answer = await desk.ask("PATCH", path, {"phone": "020 7946 0099"})
    assert (answer.status, answer.body["phone"]) == (200, "+442079460099")
    bad = await desk.ask("PATCH", path, {"phone": "12"})
    assert (bad.status, {field for field, _ in bad.wrong}) == (422, {"phone"})
    assert (await desk.look(callback["id"]))["phone"] == "+442079460099"


async def test_only_a_supervisor_sets_priority_and_queue(desk):
    callback = await desk.post()
    path = f"/v1/callbacks/{callback['id']}"
    for body in ({"priority": 5}, {"queue": "urgent"}):
        for key in (desk.key, callback["manage_token"]):
            answer = await desk.ask("PATCH", path, body, key=key)
            assert answer.status in (403, 422), answer.text
    unknown = await desk.ask("PATCH", path, {"queue": "nowhere"}, key=await desk.token("sam"))
    assert (unknown.status, {field for field, _ in unknown.wrong}) == (422, {"queue"})
    assert (await desk.look(callback["id"]))["queue"] == "calm"
