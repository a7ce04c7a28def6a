"""The whole life of a callback, from the website's post to Mark Done, and its history."""
from lib.desk import in_order, instant

WHOLE_LIFE = ["created", "offered", "offer_closed", "interaction_opened", "call_started", "call_answered",
              "call_held", "call_resumed", "call_ended", "disposition_set", "note_set", "interaction_closed"]


async def work_through(desk, alice, callback):
    offer = await alice.offered(callback["id"])
    assert offer["queue"] == "strict" or offer["queue"] == "calm"
    interaction = await alice.call("offer.accept", offer_id=offer["offer_id"])
    assert interaction["call_status"] == "ready_to_call" and interaction["state"] == "active"
    hand = {"interaction_id": interaction["interaction_id"]}
    assert (await alice.call("interaction.call", **hand))["call_status"] == "dialing"
    await alice.call_is("connected")
    await alice.call("call.hold", **hand)
    await alice.call_is("on_hold")
    await alice.call("call.resume", **hand)
    await alice.call_is("connected")
    await alice.call("call.end", **hand)
    await alice.call_is("ready_to_call", lambda i: i["attempts"])
    await alice.call("interaction.set_disposition", **hand, code="sold")
    desk.server.private["Wants the yearly plan quux"] = "a note"
    await alice.call("interaction.set_note", **hand, text="Wants the yearly plan quux", version=0)
    return hand


async def test_a_callback_is_posted_offered_accepted_called_held_qualified_and_done(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("strict")
    assert callback["state"] in ("queued", "offered")
    hand = await work_through(desk, alice, callback)
    assert await alice.call("interaction.mark_done", **hand) == \
        {"callback_id": callback["id"], "state": "completed"}
    closed = await alice.told("interaction.closed")
    assert (closed["callback_id"], closed["outcome"]) == (callback["id"], "completed")
    seen = await desk.look(callback["id"])
    assert (seen["state"], seen["attempts"]) == ("completed", 1)
    assert "manage_token" not in seen and "position" not in seen


async def test_every_step_is_in_the_history_over_http_and_in_postgresql(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("strict")
    hand = await work_through(desk, alice, callback)
    await alice.call("interaction.mark_done", **hand)
    events = await desk.history(callback["id"])
    types = [event["type"] for event in events]
    assert in_order(WHOLE_LIFE, types), types
    by = {event["type"]: event.get("by", "") for event in events}
    assert "www" in by["created"] and "alice" in by["interaction_closed"] and "alice" in by["note_set"]
    assert sorted(event["at"] for event in events) == [event["at"] for event in events]
    text = str(events)
    assert "+44207" not in text and "Zelda" not in text and "yearly" not in text


async def test_the_rows_of_postgresql_say_the_same(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("strict")
    hand = await work_through(desk, alice, callback)
    await alice.call("interaction.mark_done", **hand)
    row = desk.database.callback(callback["id"])
    assert (row["state"], row["disposition"], row["note_version"], row["agent"]) == ("completed", "sold", 1, None)
    assert await desk.outcomes(callback["id"]) == [("alice", "accepted")]
    attempt, = desk.database.attempts(callback["id"])
    assert attempt["outcome"] == "answered" and attempt["answered_at"] < attempt["ended_at"]
    interaction, = desk.database.interactions(callback["id"])
    assert (interaction["agent"], interaction["outcome"]) == ("alice", "completed")
    assert desk.database.value("SELECT text FROM note WHERE callback_id = %s", callback["id"]).startswith("Wants")


async def test_the_history_comes_in_pages(desk):
    callback = await desk.post()
    await desk.cancel(callback["id"])
    first = await desk.ask("GET", f"/v1/callbacks/{callback['id']}/events?limit=1")
    assert [event["number"] for event in first.body["events"]] == [1]
    assert first.body["next"] == 1
    rest = await desk.ask("GET", f"/v1/callbacks/{callback['id']}/events?after=1&limit=1000")
    assert rest.body["events"][0]["number"] == 2 and "next" not in rest.body


async def test_the_offer_and_the_interaction_show_what_the_layout_says(desk):
    alice = await desk.agent("alice")
    body = desk.body("calm")
    body["attributes"] = {"topic": "ünïcode <b>", "page": 7, "more": [1, 2]}
    callback = (await desk.ask("POST", "/v1/callbacks", body)).body
    offer = await alice.offered(callback["id"])
    assert offer["contact"]["name"] == body["contact"]["name"]
    assert offer["contact"]["phone"] == body["contact"]["phone"]
    assert offer["fields"] == [{"label": "Topic", "value": "ünïcode <b>"}]
    assert instant(offer["deadline"]) > instant(callback["created_at"])
    interaction = await alice.call("offer.accept", offer_id=offer["offer_id"])
    assert interaction["case_information"] == [
        {"label": "Topic", "value": "ünïcode <b>"}, {"label": "Page", "value": "7"}]
    information = {each["label"]: each["value"] for each in interaction["callback_information"]}
    assert information["Name"] == body["contact"]["name"] and information["Asked for"]
    assert set(interaction["allowed_actions"]) == {
        "call", "reschedule", "mark_done", "set_disposition", "set_note", "release"}
    assert interaction["note"] == {"text": "", "version": 0} and interaction["disposition"] is None
    got = await alice.call("interaction.get", interaction_id=interaction["interaction_id"])
    assert got == interaction


async def test_a_routing_point_sends_each_callback_to_the_queue_of_its_rule(desk):
    def through_web(topic):
        body = desk.body(attributes={"topic": topic})
        del body["queue"]
        return {**body, "routing_point": "web"}
    urgent = await desk.ask("POST", "/v1/callbacks", through_web("urgent"))
    other = await desk.ask("POST", "/v1/callbacks", through_web("billing"))
    assert (urgent.status, urgent.body["queue"]) == (201, "urgent")
    assert (other.status, other.body["queue"]) == (201, "calm")


async def test_the_answer_is_what_a_look_answers_less_the_token(desk):
    callback = await desk.post("calm")
    token = callback.pop("manage_token")
    assert token.startswith("cb_")
    assert callback == await desk.look(callback["id"])
    assert callback["created_at"] == callback["due_at"]
    lifetime = instant(callback["expires_at"]) - instant(callback["due_at"])
    assert lifetime.total_seconds() == 86400


async def test_the_number_is_kept_in_e164_whatever_it_was_written_like(desk):
    body = desk.body()
    e164 = body["contact"]["phone"]
    body["contact"]["phone"] = f"0{e164[3:5]} {e164[5:9]}-{e164[9:]}"
    answer = await desk.ask("POST", "/v1/callbacks", body)
    assert (answer.status, answer.body["phone"]) == (201, e164)


async def test_two_callbacks_of_one_number_show_one_contact_made_when_it_is_first_shown(desk):
    first = await desk.post("calm")
    assert desk.database.contacts(first["phone"]) == []
    alice = await desk.agent("alice")
    offer = await alice.offered(first["id"])
    await alice.call("offer.accept", offer_id=offer["offer_id"])
    second = await desk.post("urgent", phone=first["phone"])
    bob = await desk.agent("bob")
    again = await bob.offered(second["id"])
    assert offer["contact"]["contact_id"] == again["contact"]["contact_id"]
    assert desk.database.contacts(first["phone"]) == [offer["contact"]["contact_id"]]
