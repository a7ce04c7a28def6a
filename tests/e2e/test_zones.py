"""A newer zone database: what was asked for in wall time is moved at the next start, told, and only once."""
import asyncio
import os
import shutil
from datetime import datetime, timedelta, timezone

import pytest

from lib.desk import Desk, instant
from lib.server import Server
from lib.site import shared_site

SYSTEM = "/usr/share/zoneinfo"
DAY = (datetime.now(timezone.utc) + timedelta(days=40)).strftime("%Y-%m-%d")


def database(folder, version, new_york="America/New_York"):
    """Few zones, and New York with the clocks of another place."""
    os.makedirs(os.path.join(folder, "America"))
    os.makedirs(os.path.join(folder, "Europe"))
    for name, source in (("UTC", "UTC"), ("Europe/London", "Europe/London"), ("America/New_York", new_york)):
        shutil.copy(os.path.join(SYSTEM, source), os.path.join(folder, name))
    with open(os.path.join(folder, "tzdata.zi"), "w", encoding="ascii") as file:
        file.write(f"# version {version}\n")
    return {"TZDIR": folder}


@pytest.fixture(name="zoned")
def _zoned(postgres, tmp_path):
    server = Server(postgres, shared_site())
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
    hour = timedelta(hours=1)   # Chicago's nine comes an hour later
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
