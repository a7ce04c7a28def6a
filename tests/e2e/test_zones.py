"""A newer zone database: callbacks that were asked for in wall time are moved at the next start, with a notice, and
only once."""
import asyncio
import os
import shutil
from datetime import datetime, timedelta, timezone

import pytest

from lib.desk import Desk, instant
from lib.server import copied_server
from lib.site import shared_site

SYSTEM = "/usr/share/zoneinfo"
DAY = (datetime.now(timezone.utc) + timedelta(days=40)).strftime("%Y-%m-%d")


def database(folder, version, new_york="America/New_York"):
    """Makes a zone database with few zones. In this database, New York has the clocks of the zone `new_york`."""
    os.makedirs(os.path.join(folder, "America"))
    os.makedirs(os.path.join(folder, "Europe"))
    for name, source in (("UTC", "UTC"), ("Europe/London", "Europe/London"), ("America/New_York", new_york)):
        shutil.copy(os.path.join(SYSTEM, source), os.path.join(folder, name))
    with open(os.path.join(folder, "tzdata.zi"), "w", encoding="ascii") as file:
        file.write(f"# version {version}\n")
    return {"TZDIR": folder}


@pytest.fixture(name="zoned")
def _zoned(postgres, tmp_path):
    server = copied_server(postgres, shared_site())
    desk = Desk(server)
    desk.old = database(str(tmp_path / "old"), "2099a")
    desk.new = database(str(tmp_path / "new"), "2099b", "America/Chicago")
    server.launch(desk.old)
    server.await_ready()
    yield desk
    server.end()


async def start_again(desk, environment):
    desk.server.kill()
    desk.server.launch(environment)
    await asyncio.get_running_loop().run_in_executor(None, desk.server.await_ready)


async def test_wall_times_follow_a_newer_zone_database_over_a_restart(zoned):
    desk = zoned
    in_new_york = {"not_before": f"{DAY}T09:00", "not_after": f"{DAY}T12:00", "time_zone": "America/New_York"}
    moves = await desk.post(when=in_new_york)
    in_london = await desk.post(when={"not_before": f"{DAY}T09:00", "time_zone": "Europe/London"})
    at_once = await desk.post()
    an_instant = await desk.post(when={"not_before": moves["due_at"], "time_zone": "America/New_York"})
    patched = await desk.post()
    answer = await desk.ask("PATCH", f"/v1/callbacks/{patched['id']}", {"when": {
        "not_before": f"{DAY}T10:30", "time_zone": "America/New_York"}})
    patched = answer.body
    await start_again(desk, desk.new)
    hour = timedelta(hours=1)   # nine o'clock in Chicago is an hour later
    moved = await desk.look(moves["id"])
    assert instant(moved["due_at"]) == instant(moves["due_at"]) + hour
    assert instant(moved["expires_at"]) == instant(moves["expires_at"]) + hour
    assert instant((await desk.look(patched["id"]))["due_at"]) == instant(patched["due_at"]) + hour
    for same in (in_london, an_instant, at_once):
        assert (await desk.look(same["id"]))["due_at"] == same["due_at"]
    told = [event for event in await desk.history(moves["id"]) if event["type"] == "zone_changed"]
    assert len(told) == 1 and "by" not in told[0]
    assert (told[0]["due_at"], told[0]["expires_at"]) == (moved["due_at"], moved["expires_at"])
    assert desk.database.value("SELECT zone_database FROM cell") == "2099b"

    await start_again(desk, desk.new)
    assert await desk.look(moves["id"]) == moved
    await start_again(desk, desk.old)
    assert (await desk.look(moves["id"]))["due_at"] == moves["due_at"]
    assert desk.database.event_types(moves["id"]).count("zone_changed") == 2


async def test_a_definition_whose_hours_have_a_zone_that_is_gone_stays_in_force(zoned, tmp_path):
    """Only the hours with the missing zone never open; all other rules of the definition still hold. The test sees this
    by a blocked number that older definitions do not have."""
    desk = zoned
    sue = await desk.token("sue")
    definition = (await desk.ask("GET", "/v1/admin/definition", key=sue)).body
    definition["sites"][0]["blocked_numbers"] = ["+442079460099"]
    definition["hours"].append({"name": "new_york", "time_zone": "America/New_York",
                                "weekly": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}})
    definition["queues"].append({"name": "over_there", "hours": "new_york"})
    assert (await desk.ask("PUT", "/v1/admin/definition", definition, key=sue)).status == 200
    open_now = await desk.post("over_there")
    assert open_now["state"] == "queued"
    without = database(str(tmp_path / "without"), "2099c")
    os.remove(os.path.join(without["TZDIR"], "America/New_York"))
    await start_again(desk, without)
    assert "definition.older_in_force" not in desk.server.log() and "definition.inert" in desk.server.log()
    blocked = await desk.ask("POST", "/v1/callbacks", {"contact": {"phone": "+442079460099"}, "queue": "calm"},
                             key=desk.server.keys["www"]["secret"])
    assert (blocked.status, blocked.wrong) == (422, {("contact.phone", "blocked")})
    assert (await desk.look(open_now["id"]))["queue"] == "over_there"
    one_queue = await desk.ask("PUT", "/v1/admin/queues/one", {"name": "one"}, key=await desk.token("sue"))
    assert one_queue.status == 422 and "America/New_York" in one_queue.text   # a change of one queue makes a new definition
    await start_again(desk, desk.old)
    assert (await desk.post("over_there"))["state"] == "queued"
