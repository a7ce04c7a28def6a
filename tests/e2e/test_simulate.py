"""`callbackd simulate` as an operator runs it: a described day needs no server and no database."""
import json
import os
import subprocess
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from lib.server import PROGRAM, TOOL_SECONDS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SITE = f"{ROOT}/config/site.example.toml"
DAY = f"{ROOT}/config/day.example.toml"


def simulate(*arguments, status=0):
    ran = subprocess.run([PROGRAM, "simulate", *map(str, arguments)], capture_output=True, text=True, check=False,
                         timeout=TOOL_SECONDS)
    assert ran.returncode == status, ran.stderr
    return ran


def test_a_described_day_gives_figures_for_every_queue_and_interval():
    report = json.loads(simulate(SITE, "--day", DAY, "--runs", 3).stdout)
    assert report["date"] == "2027-03-15" and report["time_zone"] == "Europe/London" and report["runs"] == 3
    definition, = report["definitions"]
    assert [queue["queue"] for queue in definition["queues"]] == [None, "sales", "support", "overflow"]
    assert len(definition["service_level_percent_by_run"]) == 3
    for queue in definition["queues"]:
        assert [queue["intervals"][i]["from"] for i in (0, 1, -1)] == ["08:00", "08:15", "17:45"]
        for name in ("arrived", "abandoned", "completed", "open"):
            total = sum(interval[name] for interval in queue["intervals"])
            assert abs(total - queue[name]) <= 0.1 * len(queue["intervals"])
        outcomes = sum(queue[name] for name in ("refused", "completed", "abandoned", "expired", "failed", "open"))
        assert abs(outcomes - queue["arrived"]) < 0.6


def test_two_definitions_are_compared(tmp_path):
    with open(SITE, encoding="utf-8") as file:
        text = file.read()
    more = tmp_path / "more.toml"
    more.write_text(text.replace("[[agents]]", "[[agents]]\nlogin = \"bert\"\nskills = { english = 9, billing = 9 }\n\n[[agents]]", 1),
                    encoding="utf-8")
    simulate(SITE, more, "--day", DAY, "--json", tmp_path / "report.json", "--html", tmp_path / "report.html")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    one, two = (definition["queues"][0] for definition in report["definitions"])
    difference = report["difference"][0]
    assert one["arrived"] == two["arrived"] and difference["arrived"] == 0
    assert abs(two["wait_mean_seconds"] - one["wait_mean_seconds"] - difference["wait_mean_seconds"]) < 0.05
    assert difference["wait_mean_seconds"] < 0 and difference["service_level_percent"] > 0


def test_the_page_is_well_formed_and_loads_nothing_from_elsewhere(tmp_path):
    page = tmp_path / "report.html"
    simulate(SITE, SITE, "--day", DAY, "--html", page)
    text = page.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text.partition("\n")[2])
    assert text.startswith("<!DOCTYPE html>\n")
    assert not {"script", "link", "img", "iframe"} & {element.tag for element in root.iter()}
    assert not any(name in ("src", "href") for element in root.iter() for name in element.attrib)
    assert "http" not in text and "url(" not in text and "@import" not in text
    assert len(list(root.iter("svg"))) >= 6 * 4
    assert "prefers-color-scheme: dark" in text
    labels = {cell.text for cell in root.iter("td")}
    assert {"Service level, %", "Occupancy, %", "Abandonment, %", "Wait of 90 %, at most, s"} <= labels


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        simulate(SITE, "--day", DAY, "--seed", 5, "--json", tmp_path / f"{name}.json", "--html", tmp_path / f"{name}.html")
    for kind in ("json", "html"):
        assert (tmp_path / f"first.{kind}").read_bytes() == (tmp_path / f"second.{kind}").read_bytes()
    assert simulate(SITE, "--day", DAY, "--seed", 6).stdout != (tmp_path / "first.json").read_text(encoding="utf-8")


def test_mistakes_are_named_by_file_line_field_and_rule(tmp_path):
    day = tmp_path / "day.toml"
    with open(DAY, encoding="utf-8") as file:
        day.write_text(file.read().replace("reject_percent = 2 ", "reject_percent = 200 "), encoding="utf-8")
    line = day.read_text(encoding="utf-8").split("\n").index(next(
        text for text in day.read_text(encoding="utf-8").split("\n") if text.startswith("reject_percent"))) + 1
    said = simulate(SITE, "--day", day, status=1).stderr
    assert f"{day}:{line}:18: handling[0].reject_percent: Must be between 0 and 100.\n" in said
    assert "give either --day or --recorded" in simulate(SITE, status=2).stderr
    simulate(SITE, "--day", DAY, "--runs", 0, status=2)
    simulate(SITE, SITE, SITE, "--day", DAY, status=2)


def test_help_shows_an_example():
    said = simulate("--help").stdout
    assert "callbackd simulate site.toml new-site.toml --day day.toml --html report.html" in said


async def worked_off(agent, callback):
    hand = await agent.accepted(callback["id"])
    await agent.call("interaction.mark_done", **hand)


async def test_recorded_callbacks_come_again_as_they_came(own_desk):
    """One agent serves two callbacks, and a third one is cancelled. The simulation with the same definition gives the
    same outcomes. It needs the database, and no server that runs."""
    desk = own_desk
    begun = datetime.now(timezone.utc)
    gone = await desk.post()
    await desk.cancel(gone["id"])
    body = desk.body()
    del body["queue"]
    routed = (await desk.ask("POST", "/v1/callbacks", {**body, "routing_point": "web"})).body
    plain = await desk.post()
    alice = await desk.agent("alice")
    for callback in (routed, plain):
        await worked_off(alice, callback)
    assert desk.database.rows("SELECT data ->> 'routing_point' AS point FROM callback_event WHERE callback_id = %s "
                              "AND type = 'created'", routed["id"]) == [{"point": "web"}]
    zone = ZoneInfo(desk.server.definition["company"]["time_zone"])
    day = begun.astimezone(zone).date()
    site = desk.server.site_file(desk.server.definition, "again.toml")
    options = ("--config", desk.server.config_path, "--recorded", day, day + timedelta(days=2))
    report = json.loads(simulate(site, *options).stdout)
    everything = report["definitions"][0]["queues"][0]
    assert report["date"] == f"{day} to {day + timedelta(days=2)}"
    assert (everything["arrived"], everything["completed"], everything["abandoned"]) == (3, 2, 1)
    assert everything["refused"] == 0 and everything["busy_hours"] >= 0
    assert simulate(site, *options).stdout == simulate(site, *options).stdout
    said = simulate(site, *options[:3], "2001-01-01", "2001-01-02", status=1).stderr
    assert "no callback was recorded in this time" in said
    assert "2027-03-15T12:00" in simulate(site, *options[:3], "today", "tomorrow", status=1).stderr
