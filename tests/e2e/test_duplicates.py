"""Tests of posts with the same number twice, and of the same request twice."""
import asyncio
import hashlib
import json

import pytest

from lib.desk import from_now
from lib.site import ORIGIN


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


async def test_scheduled_queued_offered_and_active_count_as_waiting_final_does_not(desk):
    scheduled = await desk.post(when={"not_before": from_now(3600)})
    assert (await post_again(desk, "calm", scheduled["phone"])).status == 409
    await desk.cancel(scheduled["id"])
    alice = await desk.agent("alice")
    again = await desk.post()
    offer = await alice.offered(again["id"])
    assert (await post_again(desk, "calm", again["phone"])).status == 409
    interaction = await alice.call("offer.accept", offer_id=offer["offer_id"])
    assert (await post_again(desk, "calm", again["phone"])).body["callback_id"] == again["id"]
    await alice.call("interaction.mark_done", interaction_id=interaction["interaction_id"])
    assert (await desk.post(phone=again["phone"]))["id"] != again["id"]


async def test_the_same_number_in_another_writing_is_the_same_number(desk):
    callback = await desk.post()
    local = "0" + callback["phone"][3:]
    answer = await post_again(desk, "calm", f"({local[:3]}) {local[3:7]} {local[7:]}")
    assert (answer.status, answer.body.get("callback_id")) == (409, callback["id"])


async def test_explain_names_others_of_the_same_number(desk):
    first = await desk.post("lax")
    second = await desk.post("lax", phone=first["phone"])
    assert (await desk.explain(first["id"]))["same_number"] == [second["id"]]


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
    # A post that is refused with duplicate_callback counts for the limit of its number, as an accepted post does. So
    # the limit refuses some of the twenty posts.
    assert {answer.code for answer in answers if answer.status == 429} == {"number_limit_reached"}


async def test_a_page_is_not_told_which_callback_waits_nor_anything_of_another_site(desk):
    callback = await desk.post()
    page = {"headers": {"Origin": "https://other.example.com"}, "key": desk.server.keys["other"]["publishable"]}
    assert (await post_again(desk, "calm", callback["phone"], **page)).status == 201
    again = await post_again(desk, "calm", callback["phone"], **page)
    assert (again.status, again.code) == (409, "duplicate_callback")
    assert "callback_id" not in again.body


# Tests of requests with an Idempotency-Key.

async def test_the_same_key_and_body_answer_the_same_with_todays_state(desk):
    body, headers = desk.body(), {"Idempotency-Key": "order-1"}
    first = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    await desk.cancel(first.body["id"])
    again = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    assert (first.status, again.status) == (201, 201)
    assert again.body["id"] == first.body["id"]
    assert again.body["manage_token"] == first.body["manage_token"]
    assert (first.body["state"], again.body["state"]) == ("queued", "cancelled")


async def test_the_same_json_in_another_writing_is_the_same_body(desk):
    headers, body = {"Idempotency-Key": "order-6"}, desk.body("lax", attributes={"topic": "é", "n": 1})
    first = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    turned = {name: body[name] for name in reversed(body)}
    again = await desk.ask("POST", "/v1/callbacks", headers=headers, text=json.dumps(turned, indent=2))
    assert (first.status, again.status, again.body["id"]) == (201, 201, first.body["id"])
    other = await desk.ask("POST", "/v1/callbacks", {**body, "attributes": {"topic": "é", "n": 1.0}}, headers=headers)
    assert (other.status, other.code) == (422, "idempotency_mismatch")


async def test_a_page_never_gets_the_answer_to_the_sites_server_nor_stands_in_its_way(desk):
    page = {"headers": {"Idempotency-Key": "order-7", "Origin": ORIGIN}, "key": desk.server.keys["www"]["publishable"]}
    mine, theirs = desk.body("lax"), desk.body("lax")
    stranger = await desk.ask("POST", "/v1/callbacks", theirs, **page)
    first = await desk.ask("POST", "/v1/callbacks", mine, headers={"Idempotency-Key": "order-7"})
    assert (stranger.status, first.status) == (201, 201)
    assert (await desk.ask("POST", "/v1/callbacks", mine, **page)).code == "idempotency_mismatch"
    page["headers"]["Idempotency-Key"] = "order-7b"
    assert (await desk.ask("POST", "/v1/callbacks", mine, headers={"Idempotency-Key": "order-7b"})).status == 201
    taken = await desk.ask("POST", "/v1/callbacks", mine, **page)
    assert taken.status == 201
    assert taken.body["id"] != first.body["id"]


async def test_a_post_that_a_former_server_remembered_by_its_bytes_is_found(desk):
    body = desk.body("lax")
    first = await desk.ask("POST", "/v1/callbacks", body, headers={"Idempotency-Key": "order-8"})
    text = json.dumps(body)
    key_hash, body_hash = (hashlib.sha256(each.encode()).hexdigest()[:32] for each in ("order-8", text))
    assert desk.database.rows("UPDATE idempotency SET key_hash = %s, body_hash = %s WHERE callback_id = %s "
                              "RETURNING site", key_hash, body_hash, first.body["id"])
    headers = {"Idempotency-Key": "order-8"}
    again = await desk.ask("POST", "/v1/callbacks", headers=headers, text=text)
    assert (again.status, again.body["id"]) == (201, first.body["id"])
    other = await desk.ask("POST", "/v1/callbacks", headers=headers, text=text + " ")   # the same JSON in other bytes
    assert (other.status, other.code) == (422, "idempotency_mismatch")


async def test_of_a_page_the_former_servers_bytes_are_found_and_nothing_is_told_of_them(desk):
    page = {"headers": {"Idempotency-Key": "order-9", "Origin": ORIGIN}, "key": desk.server.keys["www"]["publishable"]}
    body = desk.body("lax")
    # The first post has the Idempotency-Key 9, so the server keeps the 9 in memory. Then the stored row gets the hash
    # of the Idempotency-Key order-9. So the server must look for order-9 in the database.
    first = await desk.ask("POST", "/v1/callbacks", body, key=page["key"], headers={**page["headers"], "Idempotency-Key": "9"})
    assert "manage_token" in first.body
    text = json.dumps(body)
    key_hash, body_hash = (hashlib.sha256(each.encode()).hexdigest()[:32] for each in ("order-9", text))
    assert desk.database.rows("UPDATE idempotency SET key_hash = %s, body_hash = %s WHERE callback_id = %s "
                              "RETURNING site", key_hash, body_hash, first.body["id"])
    again = await desk.ask("POST", "/v1/callbacks", text=text, **page)
    assert (again.status, again.body["id"]) == (201, first.body["id"])
    assert "manage_token" not in again.body   # somebody else may have guessed the key and the body
    # All pages of a site use the same publishable key, so two pages can send the same Idempotency-Key. Therefore a post
    # with another body counts as a post of another page, and it is accepted.
    other = await desk.ask("POST", "/v1/callbacks", desk.body("lax"), **page)
    assert other.status == 201
    assert other.body["id"] != first.body["id"]


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
