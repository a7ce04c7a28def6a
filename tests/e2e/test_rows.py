"""No row in the database can prevent a start. What was accepted is read back with any zone database. A row that
cannot be read is left out and logged."""
import asyncio
from datetime import datetime, timedelta, timezone
from zoneinfo import available_timezones

import pytest

from lib.desk import from_now, instant
from lib.site import opening_of_closed_today

ZONES = sorted(zone for zone in available_timezones() if zone[0].isupper() and zone not in ("Factory",))
YEARS = ("0000-01-01T00:00", "0001-01-01T00:00", "0999-12-31T23:59", "1969-12-31T23:59", "1970-01-01T00:00",
         "2100-12-31T23:59", "2101-01-01T00:00", "9999-12-31T23:59")


def wall(days=0, minutes=0):
    return (datetime.now(timezone.utc) + timedelta(days=days, minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


async def start_again_with_other_zones(desk):
    desk.server.kill()
    desk.database.value("UPDATE cell SET zone_database = '2020a' WHERE id = 1 RETURNING 1")
    desk.server.launch()
    await asyncio.get_running_loop().run_in_executor(None, desk.server.await_ready)


async def test_extreme_times_that_were_accepted_survive_a_start_with_another_zone_database(own_desk):
    desk = own_desk
    accepted = []
    alice = await desk.agent("alice")
    hand = await alice.accepted((await desk.post())["id"])
    for begin in (*YEARS, wall(days=400)):
        answer = await alice.ask("interaction.reschedule", {**hand, "when": {"not_before": begin, "time_zone": "UTC"}})
        assert answer["error"]["code"] == -32602, answer
    accepted.append(hand["interaction_id"].rsplit("-i", 1)[0])
    await alice.call("interaction.reschedule", **hand, when={"not_before": wall(days=364), "time_zone": "Asia/Tokyo"})
    await alice.not_ready()
    for zone in ZONES[::12]:
        ends = {"not_after": wall(days=300), "time_zone": zone}
        begins = [*YEARS, wall(days=365), wall(minutes=-4), wall(days=2)]
        for begin in begins:
            answer = await desk.ask("POST", "/v1/callbacks", desk.body("lax", when={"not_before": begin, **ends}))
            assert answer.status in (201, 422), (answer.status, answer.body)
            if begin in YEARS:
                assert answer.status == 422 and answer.wrong, (begin, zone, answer.body)
            if answer.status == 201:
                accepted.append(answer.body["id"])
        moved = await desk.ask("PATCH", f"/v1/callbacks/{accepted[-1]}", {"when": {
            "not_before": YEARS[0], **ends}})
        assert (moved.status, {field for field, _ in moved.wrong}) == (422, {"when.not_before"})
    await start_again_with_other_zones(desk)
    for callback_id in accepted:
        assert (await desk.look(callback_id))["state"] in ("scheduled", "queued", "offered")


async def test_a_begin_that_has_passed_is_kept_by_a_change_and_by_nothing_else(own_desk):
    desk = own_desk
    begin = from_now(-60)
    callback = await desk.post(when={"not_before": begin, "not_after": from_now(3600)})
    stored = datetime.now(timezone.utc) - timedelta(hours=3)   # as if it had waited so long
    text = stored.strftime("%Y-%m-%dT%H:%M:%SZ")
    desk.database.value("UPDATE callback_person SET not_before_local = %s WHERE callback_id = %s RETURNING 1",
                        text, callback["id"])
    path = f"/v1/callbacks/{callback['id']}"
    end = from_now(7200)
    kept = await desk.ask("PATCH", path, {"when": {"not_before": text, "not_after": end}})
    assert kept.status == 200 and abs((instant(kept.body["expires_at"]) - instant(end)).total_seconds()) < 0.001
    other = (stored + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    refused = await desk.ask("PATCH", path, {"when": {"not_before": other, "not_after": end}})
    assert (refused.status, refused.wrong) == (422, {("when.not_before", "in_past")})
    posted = await desk.ask("POST", "/v1/callbacks", desk.body(when={"not_before": text, "not_after": end}))
    assert (posted.status, posted.wrong) == (422, {("when.not_before", "in_past")})


@pytest.mark.parametrize("table, damage, repair", [
    ("callback", "required_skills = 'billing'", "required_skills = NULL"),
    ("callback", "state = 'paused'", "state = 'active'"),
    ("interaction", "opened_at = '294276-12-31'", "opened_at = now()"),
])
async def test_a_row_that_cannot_be_understood_is_left_out_and_told_until_it_is_repaired(own_desk, table, damage, repair):
    desk = own_desk
    alice = await desk.agent("alice")
    broken = (await desk.post())["id"]
    await alice.accepted(broken)
    other = (await desk.post())["id"]
    key = "id" if table == "callback" else "callback_id"
    desk.server.kill()
    change = f"UPDATE {table} SET {{}} WHERE {key} = %s RETURNING 1"
    desk.database.value(change.format(damage), broken)
    before = desk.database.events(broken)
    desk.server.launch()
    await asyncio.get_running_loop().run_in_executor(None, desk.server.await_ready)
    for method, body in (("GET", None), ("PATCH", {"attributes": {"a": 1}}), ("DELETE", None)):
        answer = await desk.ask(method, f"/v1/callbacks/{broken}", body)
        assert answer.status == 503, (method, answer.status, answer.body)
    assert (await desk.look(other))["state"] == "queued"
    assert f'row.left_out table={table}' in desk.server.log() and broken in desk.server.log()
    listed = desk.server.tool("check", "--config", desk.server.config_path, "--database")
    assert listed.returncode == 1 and broken in listed.stderr and table in listed.stderr, listed.stderr
    again = await desk.agent("alice", ready=False)
    assert again.session["channels"][0]["state"] == "not_ready", again.session["channels"]
    assert again.session["interactions"] == []
    assert desk.database.events(broken) == before
    desk.server.kill()
    desk.database.value(change.format(repair), broken)
    desk.server.launch()
    await asyncio.get_running_loop().run_in_executor(None, desk.server.await_ready)
    assert (await desk.look(broken))["state"] in ("active", "queued")
    listed = desk.server.tool("check", "--config", desk.server.config_path, "--database")
    assert listed.returncode == 0, listed.stderr


async def test_a_callback_that_ended_and_cannot_be_read_is_told_as_that(own_desk):
    desk = own_desk
    ended = (await desk.post())["id"]
    assert (await desk.ask("DELETE", f"/v1/callbacks/{ended}")).status == 200
    change = "UPDATE callback SET {} WHERE id = %s RETURNING 1"
    for damage, repair in (("state = 'gone'", "state = 'cancelled'"), ("person_version = 9", "person_version = 1")):
        desk.database.value(change.format(damage), ended)
        answer = await desk.ask("GET", f"/v1/callbacks/{ended}")
        assert answer.status == 503 and "cannot be read" in answer.body["detail"], answer.body
        listed = desk.server.tool("check", "--config", desk.server.config_path, "--database")
        assert listed.returncode == 1 and ended in listed.stderr, listed.stderr
        desk.database.value(change.format(repair), ended)
        assert (await desk.look(ended))["state"] == "cancelled"


async def test_a_window_that_no_opening_touches_is_refused_and_says_when_the_queue_opens(desk):
    opens = opening_of_closed_today()
    begin = instant(opens)
    window = {"not_before": from_now(3600), "not_after": (begin - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")}
    refused = await desk.ask("POST", "/v1/callbacks", desk.body("shut", when=window))
    assert (refused.status, refused.wrong) == (422, {("when", "outside_hours")})
    assert refused.body["opens_at"] == opens
    window["not_after"] = (begin + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    callback = await desk.post("shut", when=window)
    assert callback["due_at"] == opens
    window["not_after"] = (begin - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    moved = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", {"when": window})
    assert (moved.status, moved.wrong, moved.body["opens_at"]) == (422, {("when", "outside_hours")}, opens)


async def test_an_agent_hears_when_the_queue_opens_if_a_reschedule_is_outside_its_hours(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    hand = await alice.accepted((await desk.post("calm"))["id"])
    definition = {**desk.server.definition, "queues": [
        {**queue, **({"hours": "another_day"} if queue["name"] == "calm" else {})}
        for queue in desk.server.definition["queues"]]}
    applied = await desk.ask("PUT", "/v1/admin/definition", definition, key=await desk.token("sue"))
    assert applied.body["applied"]
    answer = await alice.ask("interaction.reschedule", {**hand, "when": {
        "not_before": from_now(3600), "not_after": from_now(7200)}})
    assert answer["error"]["code"] == -32602
    data = answer["error"]["data"]
    assert [(error["field"], error["rule"]) for error in data["errors"]] == [("when", "outside_hours")]
    assert data["opens_at"] == opening_of_closed_today()


async def test_no_wait_is_told_while_nobody_is_there(own_desk):
    desk = own_desk
    path = "/v1/queues/calm/estimate"
    assert "estimated_wait_seconds" not in (await desk.ask("GET", path)).body
    alice = await desk.agent("alice")
    wait = (await desk.ask("GET", path)).body["estimated_wait_seconds"]
    assert wait["low"] < wait["high"] and wait["accuracy"] == 0
    for _ in range(3):
        hand = await alice.accepted((await desk.post())["id"])
        await alice.call("interaction.set_disposition", **hand, code="sold")
        await alice.call("interaction.mark_done", **hand)
    await alice.not_ready()
    posted = await desk.post()
    assert "estimated_wait_seconds" in posted
    await alice.call("session.close")
    assert "estimated_wait_seconds" not in await desk.look(posted["id"])
    assert "estimated_wait_seconds" not in await desk.post()
    assert "estimated_wait_seconds" not in (await desk.ask("GET", path)).body
