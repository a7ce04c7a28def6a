"""The same number twice, and the same request twice."""
import asyncio

import pytest

from lib.desk import from_now


async def post_again(desk, queue, phone, **more):
    return await desk.ask("POST", "/v1/callbacks", desk.body(queue, phone), **more)


async def test_a_number_that_already_waits_for_the_queue_is_refused_with_the_callbacks_id(desk):
    callback = await desk.post()
    before = desk.database.counts()
    answer = await post_again(desk, "calm", callback["phone"])
    assert (answer.status, answer.code) == (409, "duplicate_callback")
    assert answer.body["callback_id"] == callback["id"]
    assert desk.database.counts() == before
    await desk.post("urgent", phone=callback["phone"])


async def test_scheduled_queued_and_offered_count_as_waiting_active_and_final_do_not(desk):
    scheduled = await desk.post(when={"not_before": from_now(3600)})
    assert (await post_again(desk, "calm", scheduled["phone"])).status == 409
    await desk.cancel(scheduled["id"])
    alice = await desk.agent("alice")
    again = await desk.post(phone=scheduled["phone"])
    offer = await alice.offered(again["id"])
    assert (await post_again(desk, "calm", again["phone"])).status == 409
    interaction = await alice.call("offer.accept", offer_id=offer["offer_id"])
    third = await desk.post(phone=again["phone"])
    await alice.call("interaction.mark_done", interaction_id=interaction["interaction_id"])
    assert third["id"] != again["id"]


async def test_the_same_number_in_another_writing_is_the_same_number(desk):
    callback = await desk.post()
    local = "0" + callback["phone"][3:]
    answer = await post_again(desk, "calm", f"({local[:3]}) {local[3:7]} {local[7:]}")
    assert (answer.status, answer.body.get("callback_id")) == (409, callback["id"])


async def test_a_queue_may_allow_duplicates(desk):
    first = await desk.post("lax")
    second = await desk.post("lax", phone=first["phone"])
    assert first["id"] != second["id"]


async def test_twenty_posts_of_one_number_at_once_make_one_callback(desk):
    body = desk.body()
    answers = await asyncio.gather(*(desk.ask("POST", "/v1/callbacks", body) for _ in range(20)))
    made = [answer for answer in answers if answer.status == 201]
    assert len(made) == 1
    assert {answer.body["callback_id"] for answer in answers if answer.status == 409} == {made[0].body["id"]}


# Idempotency-Key

async def test_the_same_key_and_body_answer_the_same_with_todays_state(desk):
    body, headers = desk.body(), {"Idempotency-Key": "order-1"}
    first = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    await desk.cancel(first.body["id"])
    again = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    assert (first.status, again.status) == (201, 201)
    assert again.body["id"] == first.body["id"]
    assert again.body["manage_token"] == first.body["manage_token"]
    assert (first.body["state"], again.body["state"]) == ("queued", "cancelled")


async def test_the_same_key_with_another_body_is_refused(desk):
    headers = {"Idempotency-Key": "order-2"}
    assert (await desk.ask("POST", "/v1/callbacks", desk.body(), headers=headers)).status == 201
    before = desk.database.counts()
    answer = await desk.ask("POST", "/v1/callbacks", desk.body(), headers=headers)
    assert (answer.status, answer.code) == (422, "idempotency_mismatch")
    assert desk.database.counts() == before


async def test_twenty_at_once_with_one_key_make_one_callback(desk):
    body, headers = desk.body("lax"), {"Idempotency-Key": "order-3"}
    answers = await asyncio.gather(
        *(desk.ask("POST", "/v1/callbacks", body, headers=headers) for _ in range(20)))
    assert {answer.status for answer in answers} <= {201, 409}
    made = [answer for answer in answers if answer.status == 201]
    assert len({answer.body["id"] for answer in made}) == 1
    assert {answer.code for answer in answers if answer.status == 409} <= {"idempotency_in_progress"}
    assert desk.database.value("SELECT count(*) FROM callback_person WHERE phone = %s",
                               body["contact"]["phone"]) == 1


async def test_a_refused_request_is_not_remembered(desk):
    headers, phone = {"Idempotency-Key": "order-4"}, "12"
    body = desk.body()
    bad = await desk.ask("POST", "/v1/callbacks", {**body, "contact": {"phone": phone}}, headers=headers)
    assert bad.status == 422
    assert (await desk.ask("POST", "/v1/callbacks", body, headers=headers)).status == 201


async def test_keys_of_two_sites_do_not_meet(desk):
    headers, body = {"Idempotency-Key": "order-5"}, desk.body("lax")
    first = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    second = await desk.ask("POST", "/v1/callbacks", body, headers=headers,
                            key=desk.server.keys["other"]["secret"])
    assert (first.status, second.status) == (201, 201)
    assert first.body["id"] != second.body["id"]


@pytest.mark.parametrize("text", ["x" * 256, "two words", "ü"])
async def test_a_bad_key_is_named(desk, text):
    answer = await desk.ask("POST", "/v1/callbacks", desk.body(), headers={"Idempotency-Key": text})
    assert answer.status in (400, 422), answer.text
    if answer.status == 422:
        assert {field for field, _ in answer.wrong} == {"Idempotency-Key"}
