"""Tests of slots. Any number of requests at the same time can book a slot exactly up to its capacity. Places are moved
and freed, and are kept after kill -9."""
import asyncio
from datetime import datetime, timedelta, timezone

import pytest

from lib.desk import instant
from lib.site import ORIGIN

CAPACITY = 5


def tomorrow(days=1):
    return (datetime.now(timezone.utc) + timedelta(days=days)).date()


async def slots(desk, queue="slotted", key=None, **query):
    query = {"from": str(tomorrow()), "to": str(tomorrow()), "time_zone": "UTC", **query}
    parameters = "&".join(f"{name}={value}" for name, value in query.items() if value is not None)
    return await desk.ask("GET", f"/v1/queues/{queue}/slots?{parameters}", key=key)


async def left(desk, start):
    answer = await slots(desk)
    return {slot["start"]: slot["left"] for slot in answer.body["slots"]}[start]


async def a_slot(desk, which=0):
    """The start of a slot that nobody holds."""
    answer = await slots(desk)
    free = [slot["start"] for slot in answer.body["slots"] if slot["left"] == CAPACITY]
    return free[which]


async def book(desk, start, **more):
    return await desk.ask("POST", "/v1/callbacks", desk.body("slotted", when={"not_before": start}, **more))


async def move(desk, callback_id, start):
    return await desk.ask("PATCH", f"/v1/callbacks/{callback_id}", {"when": {"not_before": start}})


def held(desk, start):
    return desk.database.rows("SELECT count(*) AS held FROM callback WHERE slot_at = %s", start)[0]["held"]


async def test_slots_are_listed_inside_the_office_hours_in_the_zone_asked_for(desk):
    answer = await slots(desk)
    found = answer.body["slots"]
    assert [slot["local_start"][11:] for slot in found] == [
        f"{hour:02}:{minute:02}" for hour in range(9, 12) for minute in (0, 30)]
    assert all(instant(slot["end"]) - instant(slot["start"]) == timedelta(minutes=30) for slot in found)
    tokyo = (await slots(desk, time_zone="Asia/Tokyo")).body["slots"]
    assert [slot["local_start"][11:] for slot in tokyo][:2] == ["18:00", "18:30"]
    assert [slot["start"] for slot in tokyo] == [slot["start"] for slot in found]
    week = (await desk.ask("GET", "/v1/queues/slotted/slots")).body["slots"]
    assert max(instant(slot["start"]).date() for slot in week) == tomorrow(3)   # the setting days_ahead


@pytest.mark.parametrize("query, wrong", [
    ("from=tomorrow", ("from", "format")), ("to=2027-02-30", ("to", "format")),
    ("time_zone=Mars/Base", ("time_zone", "unknown")), ("day=1", ("day", "unknown_field")),
    ("from=2027-03-01&from=2027-03-02", ("from", "duplicate")),
    ("from=2027-03-02&to=2027-03-01", ("to", "range"))])
async def test_a_bad_parameter_is_named(desk, query, wrong):
    answer = await desk.ask("GET", f"/v1/queues/slotted/slots?{query}", bad=True)
    assert (answer.status, answer.wrong) == (422, {wrong})


async def test_a_queue_without_slots_and_one_of_another_site_are_not_found(desk):
    assert (await slots(desk, "calm")).status == 404
    assert (await slots(desk, "nowhere")).status == 404
    assert (await slots(desk, key=desk.server.keys["narrow"]["secret"])).status == 404


async def test_a_page_may_ask_for_slots(desk):
    key = desk.server.keys["www"]["publishable"]
    answer = await desk.ask("GET", "/v1/queues/slotted/slots", key=key, headers={"Origin": ORIGIN})
    assert answer.status == 200 and answer.headers["Access-Control-Allow-Origin"] == ORIGIN


async def test_a_request_must_start_at_a_slot(desk):
    start = instant(await a_slot(desk))

    async def wrong(at):
        answer = await book(desk, at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        assert answer.status == 422, answer.text
        return answer.wrong
    assert await wrong(start + timedelta(minutes=7)) == {("when.not_before", "slot")}
    assert await wrong(start.replace(hour=15, minute=0)) == {("when.not_before", "slot")}
    assert await wrong(start + timedelta(days=4)) == {("when.not_before", "range")}
    assert (await desk.post("slotted"))["state"] in ("queued", "scheduled")   # a request without a time needs no slot


async def test_fifty_at_once_book_a_slot_exactly_up_to_its_capacity(desk):
    start = await a_slot(desk)
    answers = await asyncio.gather(*(book(desk, start) for _ in range(50)))
    assert sorted(answer.status for answer in answers) == [201] * CAPACITY + [409] * (50 - CAPACITY)
    assert {answer.code for answer in answers if answer.status == 409} == {"slot_full"}
    assert await left(desk, start) == 0 and held(desk, start) == CAPACITY


async def test_many_move_at_once_and_none_has_two_places_or_none(desk):
    one, two = await a_slot(desk), await a_slot(desk, 1)
    booked = [(await book(desk, start)).body["id"] for start in [one] * 4 + [two] * 4]
    moves = [move(desk, callback_id, start) for callback_id in booked for start in (two, one, two)]
    answers = await asyncio.gather(*moves)
    assert {answer.status for answer in answers} <= {200, 409}
    assert {answer.code for answer in answers if answer.status == 409} <= {"slot_full"}
    assert held(desk, one) + held(desk, two) == len(booked)
    assert max(held(desk, one), held(desk, two)) <= CAPACITY
    assert (await left(desk, one), await left(desk, two)) == (
        CAPACITY - held(desk, one), CAPACITY - held(desk, two))


async def test_a_move_into_a_full_slot_changes_nothing(desk):
    one, two = await a_slot(desk), await a_slot(desk, 1)
    full = [(await book(desk, two)).body["id"] for _ in range(CAPACITY)]
    moving = (await book(desk, one)).body
    refused = await move(desk, moving["id"], two)
    assert (refused.status, refused.code) == (409, "slot_full")
    assert await desk.look(moving["id"]) == {name: value for name, value in moving.items() if name != "manage_token"}
    assert (await desk.cancel(full[0])).status == 200
    assert (await move(desk, moving["id"], two)).status == 200
    assert (await left(desk, one), await left(desk, two)) == (CAPACITY, 0)


async def test_bookings_survive_a_kill(own_desk):
    desk = own_desk
    start = await a_slot(desk)
    booked = [(await book(desk, start)).body["id"] for _ in range(CAPACITY - 1)]
    await desk.server.restart()
    assert await left(desk, start) == 1
    answers = await asyncio.gather(*(book(desk, start) for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [201, 409, 409]
    await desk.cancel(booked[0])
    assert await left(desk, start) == 1
