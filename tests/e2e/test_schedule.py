"""Callbacks for later: windows, zones, daylight saving, opening hours, reschedule and expiry."""
import copy
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from lib.desk import from_now, in_order, instant
from lib.site import opening_of_closed_today

NEXT_YEAR = datetime.now(timezone.utc).year + 1
NEW_YORK = "America/New_York"


def nth_sunday(month, which):
    first = datetime(NEXT_YEAR, month, 1)
    return (first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (which - 1))).strftime("%Y-%m-%d")


SPRING = nth_sunday(3, 2)    # 02:00 to 03:00 does not exist in New York
AUTUMN = nth_sunday(11, 1)   # 01:00 to 02:00 comes twice


def utc(local, zone, fold=0):
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return moment.astimezone(timezone.utc)


async def test_it_is_scheduled_and_offered_when_its_time_comes(desk):
    alice = await desk.agent("alice")
    due = from_now(1.2)
    callback = await desk.post(when={"not_before": due})
    assert callback["state"] == "scheduled" and "position" not in callback
    assert abs((instant(callback["due_at"]) - instant(due)).total_seconds()) < 0.001
    offer = await alice.offered(callback["id"])
    opened = desk.database.offers(callback["id"])[0]["opened_at"]
    assert 0 <= (opened - instant(callback["due_at"])).total_seconds() < 1
    assert offer["waiting_seconds"] <= 1
    assert in_order(["created", "queued", "offered"], desk.database.event_types(callback["id"]))


@pytest.mark.parametrize("local, expected", [
    (f"{NEXT_YEAR}-07-14T09:00", None),
    (f"{NEXT_YEAR}-01-14T09:00:30", None),
    (f"{SPRING}T01:59", None),
    (f"{SPRING}T02:30", f"{SPRING}T07:00:00.000Z"),     # skipped: the next instant that exists
    (f"{AUTUMN}T01:30", f"{AUTUMN}T05:30:00.000Z"),     # repeated: the earlier
    (f"{AUTUMN}T01:30:00-05:00", f"{AUTUMN}T06:30:00.000Z"),
    (f"{NEXT_YEAR}-07-14T09:00:00Z", f"{NEXT_YEAR}-07-14T09:00:00.000Z"),
    (f"{NEXT_YEAR}-07-14T09:00:00.250+02:00", f"{NEXT_YEAR}-07-14T07:00:00.250Z"),
])
async def test_a_local_time_means_the_instant_of_its_zone(desk, local, expected):
    callback = await desk.post(when={"not_before": local, "time_zone": NEW_YORK})
    wanted = instant(expected) if expected else utc(local, NEW_YORK)
    assert instant(callback["due_at"]) == wanted
    assert callback["state"] == "scheduled"


async def test_the_words_of_the_request_are_kept(desk):
    when = {"not_before": f"{SPRING}T02:30", "not_after": f"{SPRING}T12:00", "time_zone": NEW_YORK}
    callback = await desk.post(when=when)
    person = desk.database.person(callback["id"])
    assert (person["not_before_local"], person["not_after_local"], person["time_zone"]) == tuple(when.values())
    assert instant(callback["expires_at"]) == utc(when["not_after"], NEW_YORK)


async def test_a_window_that_passes_unanswered_expires_it(desk):
    callback = await desk.post(when={"not_before": from_now(0.3), "not_after": from_now(1)})
    await desk.state_becomes(callback["id"], "expired")
    assert in_order(["created", "queued", "expired"], desk.database.event_types(callback["id"]))
    again = await desk.post(phone=callback["phone"])
    assert again["id"] != callback["id"]


async def test_a_lifetime_that_passes_expires_it(desk):
    callback = await desk.post("brief")
    assert (instant(callback["expires_at"]) - instant(callback["due_at"])).total_seconds() == 1
    await desk.state_becomes(callback["id"], "expired")
    answer = await desk.cancel(callback["id"])
    assert (answer.status, answer.code) == (409, "wrong_state")


async def test_one_in_an_agents_hands_does_not_expire_but_does_when_it_returns(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("brief")
    hand = await alice.accepted(callback["id"])
    witness = await desk.post("brief")
    await desk.state_becomes(witness["id"], "expired")
    assert await desk.state(callback["id"]) == "active"
    assert (await alice.call("interaction.release", **hand))["state"] == "expired"
    assert await desk.state(callback["id"]) == "expired"


async def test_an_offer_that_returns_past_the_lifetime_expires(desk):
    alice = await desk.agent("alice")
    callback = await desk.post("brief")
    offer = await alice.offered(callback["id"])
    witness = await desk.post("brief")
    await desk.state_becomes(witness["id"], "expired")
    assert await desk.state(callback["id"]) == "offered"
    await alice.call("offer.reject", offer_id=offer["offer_id"])
    assert await desk.state(callback["id"]) == "expired"


async def test_a_past_window_is_refused_by_its_field(desk):
    before = desk.database.counts()
    past = await desk.ask("POST", "/v1/callbacks", desk.body(when={
        "not_before": from_now(-7200), "not_after": from_now(-3600)}))
    assert (past.status, {field for field, _ in past.wrong}) == (422, {"when.not_after"})
    past = await desk.ask("POST", "/v1/callbacks", desk.body(when={"not_before": from_now(-86400)}))
    assert (past.status, {field for field, _ in past.wrong}) == (422, {"when.not_before"})
    assert desk.database.counts() == before


async def test_an_agent_reschedules_and_it_comes_back_then_to_the_longest_idle(desk):
    bob = await desk.agent("bob")
    callback = await desk.post("calm")
    hand = await bob.accepted(callback["id"])
    await desk.agent("carol")
    due = from_now(1)
    answer = await bob.call("interaction.reschedule", **hand, when={"not_before": due}, reason="in a meeting")
    assert (answer["callback_id"], answer["state"]) == (callback["id"], "scheduled")
    assert abs((instant(answer["due_at"]) - instant(due)).total_seconds()) < 0.001
    assert (await bob.told("interaction.closed"))["outcome"] == "rescheduled"
    await desk.agents[1].offered(callback["id"])
    seen = await desk.look(callback["id"])
    assert seen["due_at"] == answer["due_at"]
    assert (instant(seen["expires_at"]) - instant(seen["due_at"])).total_seconds() == 86400


async def test_a_reschedule_can_keep_the_agent(desk):
    bob = await desk.agent("bob")
    callback = await desk.post("kept")
    hand = await bob.accepted(callback["id"])
    carol = await desk.agent("carol")
    await bob.call("interaction.reschedule", **hand, when={"not_before": from_now(0.7)}, keep_agent=True)
    await bob.offered(callback["id"])
    assert carol.unread("offer.created") == []


async def test_a_reschedule_forgets_the_agents_who_let_it_go(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post()
    offer = await alice.offered(callback["id"])
    await alice.call("offer.reject", offer_id=offer["offer_id"])
    hand = await bob.accepted(callback["id"])
    await bob.call("interaction.reschedule", **hand, when={"not_before": from_now(0.7)})
    await alice.offered(callback["id"])


async def test_a_reschedule_to_another_number_is_called_there(desk):
    alice = await desk.agent("alice")
    callback, other = await desk.post(), "+442079460017"
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.reschedule", **hand, when={"not_before": from_now(3600)}, phone=other)
    assert (await desk.look(callback["id"]))["phone"] == other


@pytest.mark.parametrize("when, field", [
    ({"not_before": "soon"}, "when.not_before"),
    ({"not_before": "2031-02-30T09:00", "time_zone": "Europe/London"}, "when.not_before"),
    ({"not_before": "2031-02-03T09:00"}, "when.time_zone"),
    ({"not_before": "2031-02-03T09:00", "time_zone": "Mars/Olympus"}, "when.time_zone"),
    ({"not_before": "2031-02-03T09:00Z", "not_after": "2031-02-03T08:00Z"}, "when.not_after"),
    ({"not_before": "2031-02-03T09:00Z", "colour": "red"}, "when.colour"),
    ({}, "when.not_before"),
    ("tomorrow", "when"),
])
async def test_a_bad_time_of_a_reschedule_names_its_field(desk, when, field):
    alice = await desk.agent("alice")
    hand = await alice.accepted((await desk.post())["id"])
    refused = await alice.refused("interaction.reschedule", bad=True, **hand, when=when)
    assert refused.code == -32602
    assert field in {each for each, _ in refused.wrong}
    assert (await alice.call("interaction.get", **hand))["state"] == "active"


async def test_a_patch_moves_a_scheduled_one_to_now_and_back(desk):
    callback = await desk.post(when={"not_before": from_now(3600)})
    path = f"/v1/callbacks/{callback['id']}"
    soon = await desk.ask("PATCH", path, {"when": {"not_before": from_now(0.1)}})
    assert soon.status == 200
    await desk.state_becomes(callback["id"], "queued")
    later = await desk.ask("PATCH", path, {"when": {
        "not_before": f"{NEXT_YEAR}-07-14T09:00", "not_after": f"{NEXT_YEAR}-07-14T10:00",
        "time_zone": "Europe/London"}})
    assert (later.status, later.body["state"]) == (200, "scheduled")
    assert later.body["due_at"] == f"{NEXT_YEAR}-07-14T08:00:00.000Z"
    assert later.body["expires_at"] == f"{NEXT_YEAR}-07-14T09:00:00.000Z"
    assert later.body == await desk.look(callback["id"])


async def test_a_final_callback_cannot_be_moved(desk):
    callback = await desk.post()
    await desk.cancel(callback["id"])
    answer = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", {"when": {"not_before": from_now(60)}})
    assert (answer.status, answer.code) == (409, "wrong_state")


async def test_a_closed_queue_keeps_it_for_the_next_opening(desk):
    await desk.agent("alice")
    callback = await desk.post("shut")
    assert callback["state"] == "scheduled"
    assert callback["due_at"] == opening_of_closed_today()
    estimate = await desk.ask("GET", "/v1/queues/shut/estimate")
    assert (estimate.body["open"], estimate.body["opens_at"]) == (False, opening_of_closed_today())
    waiting = (await desk.explain(callback["id"]))["waiting"]
    assert waiting["next_change_at"] == opening_of_closed_today()
    assert waiting["excluded"] == [{"reason": "not_due", "count": waiting["candidates"],
                                    "due_at": opening_of_closed_today()}]


async def test_a_closed_queue_tells_the_wait_until_it_opens_and_the_place_there(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    for _ in range(5):   # so that the server learns the usual wait
        hand = await alice.accepted((await desk.post())["id"])
        await alice.call("interaction.set_disposition", **hand, code="sold")
        await alice.call("interaction.mark_done", **hand)
    definition = copy.deepcopy(desk.server.definition)
    next(queue for queue in definition["queues"] if queue["name"] == "calm")["hours"] = "another_day"
    applied = await desk.ask("PUT", "/v1/admin/definition", definition, key=await desk.token("sue"))
    assert applied.body["applied"]

    def until_opening():
        return (instant(opening_of_closed_today()) - datetime.now(timezone.utc)).total_seconds()

    def tells_the_wait(body):
        wait = body["estimated_wait_seconds"]
        return until_opening() - 30 < wait["low"] <= wait["high"] < until_opening() + 600
    one, two = await desk.post(), await desk.post()
    assert [one["state"], one["position"], two["position"]] == ["scheduled", 1, 2]
    assert tells_the_wait(one) and tells_the_wait(two) and tells_the_wait(await desk.look(two["id"]))
    estimate = (await desk.ask("GET", "/v1/queues/calm/estimate")).body
    assert (estimate["open"], estimate["opens_at"], estimate["position"]) == (False, opening_of_closed_today(), 3)
    assert tells_the_wait(estimate)
    await desk.cancel(one["id"])
    assert (await desk.look(two["id"]))["position"] == 1
    await desk.server.restart()
    looked = await desk.look(two["id"])   # the server must learn the usual wait again
    assert looked["position"] == 1 and "estimated_wait_seconds" not in looked
