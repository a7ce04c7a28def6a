"""What an operator sees: readiness, metrics, explanations and estimates. The log must be without personal data."""
import os
import re
import socket

import pytest
from lib.desk import in_order
from lib.server import copied_server
from lib.site import shared_site


async def test_the_operators_listener_says_that_it_lives_and_is_ready(desk):
    assert desk.server.operator("/healthz")[0] == 200
    assert desk.server.operator("/readyz")[0] == 200
    assert desk.server.operator("/v1/callbacks")[0] == 404
    assert (await desk.ask("GET", "/healthz")).status == 404


async def test_metrics_are_prometheus_text_and_count(desk):
    status, before = desk.server.operator("/metrics")
    assert status == 200
    for line in before.splitlines():
        assert line.startswith("#") or re.fullmatch(
            r'[a-zA-Z_:][\w:]*(\{[^}]*\})? [-+]?([\d.]+(e[-+]?\d+)?|Inf|NaN)( \d+)?', line), line
    assert "+44" not in before and "Zelda" not in before
    await desk.post()
    assert desk.server.operator("/metrics")[1] != before


async def test_metrics_tell_how_old_the_number_plans_are(desk):
    lines = desk.server.operator("/metrics")[1].splitlines()
    age, = (line.split()[1] for line in lines if line.startswith("callbackd_number_metadata_age_seconds "))
    assert float(age) > 0


async def test_metrics_count_callbacks_by_state_agents_and_commits(desk):
    def figure(name):
        lines = desk.server.operator("/metrics")[1].splitlines()
        return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} "))
    commits = figure("callbackd_commit_seconds_count")
    ready, connected = figure("callbackd_agents_ready"), figure("callbackd_agents_connected")
    alice = await desk.agent("alice")
    await desk.agent("bob", ready=False)
    assert figure("callbackd_agents_connected") == connected + 2
    assert figure("callbackd_agents_ready") == ready + 1
    active, queued = (figure(f'callbackd_callbacks{{state="{state}"}}') for state in ("active", "queued"))
    await alice.accepted((await desk.post())["id"])
    await desk.post()
    assert figure('callbackd_callbacks{state="active"}') == active + 1
    assert figure('callbackd_callbacks{state="queued"}') == queued + 1
    assert figure("callbackd_commit_seconds_count") > commits
    assert figure('callbackd_commit_seconds_bucket{le="+Inf"}') == figure("callbackd_commit_seconds_count")


async def test_explain_tells_why_it_waits(desk):
    callback = await desk.post()
    nobody = await desk.explain(callback["id"])
    assert (nobody["callback_id"], nobody["state"], nobody["offers"]) == (callback["id"], "queued", [])
    waiting = nobody["waiting"]
    assert waiting["since"] == callback["created_at"]
    assert sum(each["count"] for each in waiting["excluded"]) == waiting["candidates"]
    await desk.agent("alice", ready=False)
    waiting = (await desk.explain(callback["id"]))["waiting"]
    assert "not_ready" in {each["reason"] for each in waiting["excluded"]}


async def test_explain_tells_why_each_offer_went_where_it_went(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback = await desk.post()
    offer = await alice.offered(callback["id"])
    await alice.call("offer.reject", offer_id=offer["offer_id"])
    await bob.accepted(callback["id"])
    said = await desk.explain(callback["id"])
    assert "waiting" not in said and said["state"] == "active"
    assert [(each["agent"], each["outcome"]) for each in said["offers"]] == [
        ("alice", "rejected"), ("bob", "accepted")]
    assert said["offers"][0]["why"]["chosen_by"] == "longest_idle"
    assert said["offers"][0]["offer_id"] == offer["offer_id"]
    for each in said["offers"]:   # candidates: all agents who serve the queue
        excluded = sum(row["count"] for row in each["why"]["excluded"])
        assert excluded < each["why"]["candidates"]
    assert {"reason": "let_it_go", "count": 1} in said["offers"][1]["why"]["excluded"]


async def test_an_estimate_tells_the_place_that_a_new_callback_would_get(desk):
    first = await desk.ask("GET", "/v1/queues/calm/estimate")
    assert (first.body["open"], first.body["position"]) == (True, 1)
    await desk.post()
    await desk.post()
    assert (await desk.ask("GET", "/v1/queues/calm/estimate")).body["position"] == 3
    assert (await desk.ask("GET", "/v1/queues/nowhere/estimate")).status == 404
    narrow = desk.server.keys["narrow"]["secret"]
    assert (await desk.ask("GET", "/v1/queues/urgent/estimate", key=narrow)).status == 404


async def test_an_estimate_after_some_work_is_a_range(desk):
    alice = await desk.agent("alice")
    for _ in range(12):
        hand = await alice.accepted((await desk.post("overflow"))["id"])
        await alice.call("interaction.mark_done", **hand)
    answer = await desk.ask("GET", "/v1/queues/overflow/estimate")
    wait = answer.body.get("estimated_wait_seconds")
    assert wait is None or wait["low"] <= wait["high"]


async def test_the_timeline_view_is_what_the_history_says(desk):
    callback = await desk.post()
    await desk.cancel(callback["id"])
    rows = desk.database.rows("SELECT type FROM callback_timeline WHERE callback_id = %s", callback["id"])
    assert in_order(["created", "cancelled"], [row["type"] for row in rows])


def test_commands_tell_what_they_want(shared_server):
    for command in ("serve", "migrate", "check", "apply", "export", "key", "user"):
        helped = shared_server.tool(command, "--help")
        assert helped.returncode == 0 and "callbackd" in helped.stdout
    assert shared_server.tool("dance").returncode not in (0, None)
    assert shared_server.tool("migrate").returncode == 0   # a second time, when there is nothing to do


def test_a_wrong_configuration_is_told_with_its_line(shared_server):
    with open(shared_server.config_path, encoding="utf-8") as file:
        good = file.read()
    for extra, word in (("[http2]\nport = 1\n", "http2"), ("[limits]\ncolour = 1\n", "colour"),
                        ("[limits]\nsession_hours = \"x\"\n", "session_hours")):
        path = shared_server.site_file(good + extra, "wrong_config.toml")
        ended = shared_server.tool("export", config=path)
        assert ended.returncode not in (0, None)
        assert re.search(r"wrong_config\.toml:\d+", ended.stderr) and word in ended.stderr, ended.stderr


def changed_configuration(server, name, key, value):
    with open(server.config_path, encoding="utf-8") as file:
        text = re.sub(rf'^{key} = .*$', f'{key} = "{value}"', file.read(), flags=re.MULTILINE)
    changed = server.site_file(text, name)
    os.chmod(changed, 0o600)   # because the file contains a password
    return changed


def test_a_database_url_that_is_none_is_named_with_its_line_and_not_shown(shared_server):
    path = changed_configuration(shared_server, "wrong_url.toml", "url", "postgresql//joe:geheim@db/x")
    for command in ("serve", "export"):
        ended = shared_server.tool(command, config=path)
        assert ended.returncode not in (0, None)
        assert re.search(r"wrong_url\.toml:2:7: database\.url: ", ended.stderr), ended.stderr
        assert "geheim" not in ended.stderr


def test_a_state_dir_that_cannot_be_written_is_named_at_the_start(shared_server):
    path = changed_configuration(shared_server, "wrong_dir.toml", "state_dir", "/nonexist")
    ended = shared_server.tool("serve", config=path)
    assert ended.returncode == 1
    assert "cell.state_dir: /nonexist: No such file or directory" in ended.stderr


def test_a_login_that_is_no_agent_of_the_definition_is_noted(shared_server):
    for login, options, noted in (("ghost", (), True), ("spirit", ("--roles", "supervisor"), False)):
        made = shared_server.tool("user", "--login", login, *options, "--password-stdin", text="correct horse\n")
        assert made.returncode == 0, made.stderr
        assert ("no agent called" in made.stderr) is noted
        assert shared_server.tool("user", "--login", login, "--remove").returncode == 0


@pytest.mark.parametrize("options, told", [
    (("--login", "al\nice"), "--login: Must not contain control characters."), (("--login", ""), "--login: Must not be empty."),
    (("--login", "x" * 101), "--login: Must have at most 100 characters."),
    (("--login", "fay", "--name", "\x1b[31mred"), "--name: Must not contain control characters.")])
def test_a_name_that_no_definition_could_have_is_no_users(shared_server, options, told):
    made = shared_server.tool("user", *options, "--password-stdin", text="correct horse\n")
    assert (made.returncode, made.stderr) == (1, f"user: {told}\n")


def test_a_key_without_its_unit_gets_the_key_with_it_suggested(shared_server):
    path = shared_server.site_file('[company]\nname = "x"\n[[queues]]\nname = "q"\noffer_timeout = 20\n', "no_unit.toml")
    checked = shared_server.tool("check", path)
    assert checked.returncode == 1
    assert "queues[0].offer_timeout: There is no such key: did you mean offer_timeout_seconds?\n" in checked.stderr


def test_a_country_that_does_not_exist_is_told_with_its_line(shared_server):
    path = shared_server.site_file('[company]\nname = "x"\ndefault_region = "UK"\n', "wrong_country.toml")
    checked = shared_server.tool("check", path)
    assert checked.returncode == 1
    assert "wrong_country.toml:3:18: company.default_region: There is no country UK: did you mean GB?\n" \
        in checked.stderr


def test_a_port_that_is_taken_is_named_in_the_last_line_of_the_log(postgres):
    server = copied_server(postgres, shared_site())
    for url, named in ((server.operator_url, "the operator's port"), (server.url, "the public port")):
        with socket.create_server(("127.0.0.1", int(url.rpartition(":")[2]))) as holder:
            server.launch()
            assert server.ended() == 1
            port = f"127.0.0.1:{holder.getsockname()[1]}"
            assert server.log().endswith(f'server.ends reason="{named} {port} cannot be opened: Address already in use"\n')
    server.process = None
    server.end()
