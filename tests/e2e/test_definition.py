"""The site definition is checked, compared, and applied while the server runs: from a file, and over the admin API."""
import asyncio
import copy

import psycopg2
import pytest

from lib.site import to_toml
from lib.wait import until

PATH = "/v1/admin/definition"


@pytest.fixture(name="admin")
def _admin(own_desk):
    own_desk.definition = copy.deepcopy(own_desk.server.definition)
    own_desk.queues = {queue["name"]: queue for queue in own_desk.definition["queues"]}
    return own_desk


def apply(desk, *options):
    return desk.server.tool("apply", desk.server.site_file(desk.definition, "next.toml"), *options)


async def put(desk, definition, query="", **more):
    return await desk.ask("PUT", PATH + query, definition, key=await desk.token("sue"), **more)


async def in_force(desk):
    return (await desk.ask("GET", PATH, key=await desk.token("sue"))).body


def adopted(desk):
    return desk.database.value("SELECT count(*) FROM site_definition WHERE state = 'adopted'")


async def test_a_file_is_shown_as_a_diff_and_applied_while_the_server_runs(admin):
    desk = admin
    alice = await desk.agent("alice")
    desk.queues["calm"]["offer_timeout_seconds"] = 1
    desk.definition["queues"].append({"name": "brand_new"})
    dry = apply(desk, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "offer_timeout_seconds" in dry.stdout and "brand_new" in dry.stdout
    assert adopted(desk) == 1
    assert (await desk.ask("POST", "/v1/callbacks", desk.body("brand_new"))).status == 422
    done = apply(desk)
    assert done.returncode == 0, done.stderr
    assert "offer_timeout_seconds" in done.stdout

    async def new_one():
        return "brand_new" in [queue["name"] for queue in (await in_force(desk))["queues"]]
    await until(new_one, "the new definition")
    await alice.offered((await desk.post("brand_new"))["id"])
    bob = await desk.agent("bob")
    assert await bob.offer_closed(await bob.offered((await desk.post("calm"))["id"])) == "timed_out"
    assert desk.server.process.poll() is None and alice.close_code is None


@pytest.mark.parametrize("line, word", [
    ('queues = [ { name = "a" }, { name = "a" } ]', "a"),
    ('queues = [ { name = "a", colour = "red" } ]', "colour"),
    ('queues = [ { name = "a", offer_timeout_seconds = "soon" } ]', "offer_timeout_seconds"),
    ('queues = [ { name = "a", offer_timeout_seconds = 0 } ]', "offer_timeout_seconds"),
    ('queues = [ { name = "a", codes = "none" } ]', "codes"),
    ('queues = [ { name = "a", on_reject = { queue = "none" } } ]', "on_reject"),
    ('queues = [ { } ]', "name"),
    ('agents = [ { login = "a", skills = { juggling = 3 } } ]', "juggling"),
    ('agents = [ { login = "a", roles = ["king"] } ]', "roles"),
    ('hours = [ { name = "h", time_zone = "Mars/Olympus" } ]', "time_zone"),
    ('hours = [ { name = "h", weekly = { mon = ["17:00-09:00"] } } ]', "mon"),
    ('kingdom = 5', "kingdom"),
    ('queues = [ { name = "a" ]', ""),
])
async def test_a_mistake_is_told_with_file_line_and_column_and_nothing_changes(admin, line, word):
    desk = admin
    before = await in_force(desk)
    path = desk.server.site_file(f"# the mistake is in line 4\n\n\n{line}\n", "wrong.toml")
    for command in ("check", "apply"):
        ended = desk.server.tool(command, path)
        assert ended.returncode not in (0, None)
        said = ended.stderr + ended.stdout
        assert "wrong.toml:4:" in said and word in said, said
    assert await in_force(desk) == before and adopted(desk) == 1


async def test_a_file_whose_parts_stand_in_another_order_is_applied(admin):
    desk = admin
    desk.definition["queues"].reverse()
    done = apply(desk)
    assert (done.returncode, adopted(desk)) == (0, 2)
    assert "order" in done.stdout
    assert "nothing changes" in apply(desk).stdout and adopted(desk) == 2


async def test_a_file_does_not_replace_a_definition_that_came_in_after_its_difference_was_shown(admin):
    desk = admin
    desk.definition["queues"].append({"name": "mine"})
    schema = f"-c search_path={desk.server.schema}"
    with psycopg2.connect(desk.server.database_url, options=schema) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema || '.site_definition', 0))")
        applying = asyncio.get_running_loop().run_in_executor(None, apply, desk)

        async def waits():
            return desk.database.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1
        await until(waits, "apply at the lock, its difference made")
        cursor.execute("INSERT INTO site_definition (definition, source, by, at) SELECT definition, '', 'another', now() "
                       "FROM site_definition ORDER BY version DESC LIMIT 1")
    other.close()
    ended = await applying
    assert ended.returncode not in (0, None) and "in the meantime" in ended.stderr
    assert "mine" not in [queue["name"] for queue in (await in_force(desk))["queues"]]


async def test_check_finds_nothing_wrong_with_a_good_file(admin):
    ended = admin.server.tool("check", admin.server.site_file(admin.definition))
    assert ended.returncode == 0, ended.stderr


async def test_an_exported_definition_applies_as_no_change(admin):
    desk = admin
    exported = desk.server.done("export")
    ended = desk.server.tool("apply", desk.server.site_file(exported + "\n", "exported.toml"))
    assert ended.returncode == 0, ended.stderr
    assert adopted(desk) == 1


async def test_a_put_of_the_answer_to_a_get_changes_nothing(admin):
    answer = await put(admin, await in_force(admin))
    assert (answer.status, answer.body["changes"]) == (200, [])


async def test_the_admin_api_takes_the_same_structure(admin):
    desk = admin
    definition = await in_force(desk)
    assert {queue["name"] for queue in definition["queues"]} == set(desk.queues)
    next(queue for queue in definition["queues"] if queue["name"] == "calm")["max_offers"] = 3
    definition["queues"].append({"name": "brand_new"})
    dry = await put(desk, definition, "?dry_run=true")
    assert (dry.status, dry.body["applied"]) == (200, False)
    changes = {change["path"]: change["change"] for change in dry.body["changes"]}
    assert changes["queues.calm.max_offers"] in ("changed", "added")   # before, it had its default
    assert changes["queues.brand_new"] == "added"
    assert len(changes) == 2
    assert adopted(desk) == 1
    done = await put(desk, definition)
    assert (done.status, done.body["applied"]) == (200, True)
    assert done.body["changes"] == dry.body["changes"] and done.body["version"] > dry.body["version"]
    assert (await desk.post("brand_new"))["queue"] == "brand_new"
    assert (await put(desk, definition)).body["changes"] == []


@pytest.mark.parametrize("change, field", [
    ({"kingdom": 1}, "kingdom"), ({"queues": [{"name": "a", "colour": 1}]}, "colour"),
    ({"queues": "all"}, "queues"), ({"queues": [{"name": "a", "codes": "none"}]}, "codes"),
    ({"queues": [{}]}, "name"), ({"queues": [{"name": "a"}, {"name": "a"}]}, "queues"),
    ({"company": {"grace_seconds": -1}}, "grace_seconds"),
])
async def test_a_wrong_definition_names_its_field_and_changes_nothing(admin, change, field):
    desk = admin
    before = await in_force(desk)
    answer = await put(desk, {**before, **change}, bad=True)
    assert answer.status == 422
    assert any(field in each for each, _ in answer.wrong), answer.wrong
    assert await in_force(desk) == before and adopted(desk) == 1
    assert (await put(desk, before, "?dry_run=perhaps")).status == 422


async def test_a_country_that_does_not_exist_is_refused(admin):
    desk = admin
    before = await in_force(desk)
    answer = await put(desk, {**before, "company": {**before["company"], "default_region": "ZZ"}}, bad=True)
    assert (answer.status, answer.wrong) == (422, {("company.default_region", "unknown")})
    assert await in_force(desk) == before


async def test_an_adopted_definition_is_in_the_log(admin):
    desk = admin
    desk.definition["queues"].append({"name": "brand_new"})
    answer = await put(desk, desk.definition)
    assert f" info definition.adopted version={answer.body['version']}\n" in desk.server.log()


async def test_an_agent_who_is_taken_out_gets_no_more_and_the_others_go_on(admin):
    desk = admin
    alice, bob = await desk.all_ready("alice", "bob")
    desk.definition["agents"] = [agent for agent in desk.definition["agents"] if agent["login"] != "alice"]
    assert (await put(desk, desk.definition)).status == 200
    callback = await desk.post()
    await bob.offered(callback["id"])
    assert alice.unread("offer.created") == []
    await alice.leave()
    desk.agents.remove(alice)


async def test_a_definition_applied_without_a_server_is_adopted_at_the_next_start(admin):
    desk = admin
    desk.server.kill()
    desk.definition["queues"].append({"name": "brand_new"})
    assert apply(desk).returncode == 0
    desk.server.start()
    assert (await desk.post("brand_new"))["queue"] == "brand_new"


async def test_an_agent_opens_her_session_however_long_the_lists_of_codes_are(admin):
    desk = admin
    codes = [{"code": f"code_{number}", "label": f"The result {number}"} for number in range(150)]
    desk.definition["code_lists"].append({"name": "long", "codes": codes})
    desk.definition["queues"] += [{"name": f"queue_{number}", "codes": "long"} for number in range(60)]
    assert apply(desk).returncode == 0
    alice = await desk.agent("alice")
    assert len(alice.session["codes"]["queue_59"]["codes"]) == 150


async def test_apply_without_a_server_tells_what_the_next_start_would_refuse(admin):
    desk = admin
    await with_work_in_a_new_queue(desk)
    desk.server.kill()
    done = apply(desk)
    assert done.returncode == 1
    assert "the next one to start would refuse it" in done.stderr and "old (1)" in done.stderr


def take_out(desk, name):
    desk.definition["queues"] = [queue for queue in desk.definition["queues"] if queue["name"] != name]


async def with_work_in_a_new_queue(desk):
    desk.definition["queues"].append({"name": "old"})
    assert (await put(desk, desk.definition)).body["applied"]
    await desk.post("old")
    take_out(desk, "old")


def queues_of_waiting(desk):
    return [row["queue"] for row in desk.database.rows("SELECT queue FROM callback WHERE live")]


async def test_waiting_work_refuses_a_definition_in_a_dry_run_too_and_names_the_field(admin):
    desk = admin
    await with_work_in_a_new_queue(desk)
    for query in ("", "?dry_run=true"):
        refused = await put(desk, desk.definition, query, bad=True)
        assert (refused.status, refused.wrong) == (422, {("queues", "waiting_work")}), refused.body
        assert "old (1)" in refused.text
    assert (await put(desk, desk.definition, "?dry_run=true&move_to=calm")).status == 200
    for options in (("--dry-run",), ()):
        ended = apply(desk, *options)
        assert ended.returncode == 1 and "queues: " in ended.stderr and "old (1)" in ended.stderr, ended.stderr
    assert apply(desk, "--dry-run", "--move", "old=calm").returncode == 0
    assert queues_of_waiting(desk) == ["old"]


async def test_a_move_of_a_queue_that_is_not_there_or_stays_is_refused_by_name(admin):
    desk = admin
    await with_work_in_a_new_queue(desk)
    for move, words in (("odl=calm", "no queue odl"), ("calm=lax", "still has the queue calm"),
                        ("old=clam", "no queue clam"), ("old", "OLD=NEW")):
        ended = apply(desk, "--move", move)
        assert ended.returncode == 1 and words in ended.stderr, (move, ended.stderr)
    moved = apply(desk, "--move", "old=calm")
    assert moved.returncode == 0 and "old -> calm: 1 waiting" in moved.stdout, (moved.stdout, moved.stderr)
    assert queues_of_waiting(desk) == ["calm"]


async def start_again(desk):
    """Starts the server again. The event loop runs meanwhile, so that it sees that its connections are closed."""
    desk.server.launch()
    await asyncio.get_running_loop().run_in_executor(None, desk.server.await_ready)


async def test_moves_that_were_given_hold_when_another_version_follows_before_a_start(admin):
    desk = admin
    await with_work_in_a_new_queue(desk)
    desk.server.kill()
    assert apply(desk, "--move", "old=calm").returncode == 0
    desk.definition["queues"].append({"name": "brand_new"})
    assert apply(desk, "--dry-run").returncode == 0
    assert apply(desk).returncode == 0
    await start_again(desk)
    assert queues_of_waiting(desk) == ["calm"]
    assert (await desk.post("brand_new"))["queue"] == "brand_new"


async def test_callbacks_that_came_back_into_a_queue_that_had_left_move_by_the_same_definition(admin):
    desk = admin
    desk.definition["queues"].append({"name": "old"})
    assert (await put(desk, desk.definition)).body["applied"]
    alice = await desk.agent("alice")
    hand = await alice.accepted((await desk.post("old"))["id"])
    take_out(desk, "old")
    assert apply(desk).returncode == 0
    await alice.not_ready()
    await alice.call("interaction.release", **hand)
    assert queues_of_waiting(desk) == ["old"]
    assert "nothing changes" in apply(desk).stdout
    moved = apply(desk, "--move", "old=calm")
    assert moved.returncode == 0 and "old -> calm: 1 waiting" in moved.stdout, (moved.stdout, moved.stderr)
    assert queues_of_waiting(desk) == ["calm"]


@pytest.mark.parametrize("way", ["put", "put_the_same", "apply"])
async def test_a_newest_definition_that_cannot_be_read_is_replaced_while_an_older_one_is_in_force(admin, way):
    desk = admin
    before = await in_force(desk)
    desk.server.kill()
    desk.database.value("INSERT INTO site_definition (definition, source, state, by, at) VALUES "
                        "('{\"kingdom\": 1}', '', 'adopted', 'test', now()) RETURNING 1")
    await start_again(desk)
    assert "definition.older_in_force" in desk.server.log()
    assert await in_force(desk) == before
    part = await desk.ask("PUT", "/v1/admin/queues/part", {"name": "part"}, key=await desk.token("sue"))
    # The newest definition cannot be read, so an older one is in force. A change of one part would be made in the older
    # one, and would bring back parts that the newest one has removed. Therefore it is refused.
    assert (part.status, part.code) == (409, "wrong_state"), part.body
    if way == "apply":
        done = apply(desk)
        assert done.returncode == 0, done.stderr
    else:
        if way == "put":
            before["queues"].append({"name": "brand_new"})
        answer = await put(desk, before)
        assert (answer.status, answer.body["applied"]) == (200, True), answer.body
    desk.server.kill()
    await start_again(desk)
    listed = desk.server.tool("check", "--config", desk.server.config_path, "--database")
    assert listed.returncode == 0, listed.stderr
    if way == "put":
        assert (await desk.post("brand_new"))["queue"] == "brand_new"


def test_two_ways_of_writing_a_definition_mean_the_same():
    assert to_toml({"a": [{"b": True, "c": {"d": [1, "x"]}}], "e": {"f": 1}}) == \
        'a = [\n  { "b" = true, "c" = { "d" = [1, "x"] } },\n]\ne = { "f" = 1 }\n'
