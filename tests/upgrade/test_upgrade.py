"""Brings every earlier schema to this one, with the work that was in it. Also tests what a server says about a
schema that is not its own."""
import json
import subprocess

import pytest

from lib.database import Database
from lib.desk import Desk, from_now
from lib.server import PROGRAM
from schemas import NEEDS_STOP, functions, migrations, row_tables

COUNT = len(migrations())
LAST = migrations()[-1][0]
ROWS_ARE_TABLES_SINCE = "0030"   # before, rows of persons went to PostgreSQL as a type of their own


async def work(desk):
    """Makes callbacks that are waiting, scheduled, cancelled, in an agent's hands and done. Returns one that waits."""
    alice = await desk.agent("alice")
    for done in (True, False):
        await desk.post("calm")
        hand = await alice.accepted()
        if done:
            await alice.call("interaction.mark_done", **hand)
    waiting = [await desk.post("lax", priority=number) for number in range(3)]
    await desk.post(when={"not_before": from_now(86400)})
    assert (await desk.cancel((await desk.post())["id"])).status == 200
    await alice.leave()
    return waiting[0]


def rows(server):
    database = Database(server.database_url, server.schema)
    try:
        return database.rows("SELECT id::text, state, agent FROM callback ORDER BY serial")
    finally:
        database.close()


def move(server, schema):
    """Lets the same server use another schema from its next start on."""
    with open(server.config_path, encoding="utf-8") as file:
        text = file.read()
    with open(server.config_path, "w", encoding="utf-8") as file:
        file.write(text.replace(f'schema = "{server.schema}"', f'schema = "{schema}"'))
    server.schema = schema


def refusal(server):
    """Starts a server that refuses to start; returns the last line of its log."""
    server.launch()
    assert server.process.wait(timeout=30) == 1
    line = server.log().strip().splitlines()[-1]
    server.process = None
    return line


async def test_every_earlier_schema_comes_to_this_one_and_its_work_goes_on(server, schemas):
    desk = Desk(server.start())
    async with desk:
        waiting = await work(desk)
        server.terminate()
        assert server.ended() == 0
    source, before = server.schema, rows(server)
    assert len(before) == 7
    for count in range(COUNT):
        schema = schemas.as_of(count, rows_of=source)
        had_events, had_site = (schemas.has(schema, table) for table in ("callback_event", "site_definition"))
        move(server, schema)
        server.done("migrate")
        if not had_site:
            server.done("apply", server.site_file(server.definition))
        server.start()
        database = Database(server.database_url, schema)
        if count > 0:
            assert rows(server) == before
        if had_events:
            database.hold_invariants()
        database.close()
        if count < COUNT - 1:
            server.terminate()
            assert server.ended() == 0
    # The loop has gone through all schemas. Now the server uses the last one: the schema of the previous version, after
    # its migration. The keys, users and callbacks in it are still good.
    async with Desk(server) as moved:
        assert await moved.state(waiting["id"]) == "queued"
        bob = await moved.agent("bob")
        hand = await bob.accepted()
        assert (await bob.call("interaction.mark_done", **hand))["state"] == "completed"


def test_a_server_refuses_a_schema_that_is_older_and_says_what_to_do(server, schemas):
    move(server, schemas.as_of(COUNT - 1))
    assert "run `callbackd migrate`" in refusal(server)
    move(server, schemas.as_of(0))
    assert "run `callbackd migrate`" in refusal(server)


async def test_a_running_server_works_on_when_the_schema_becomes_newer_but_none_starts(server, schemas):
    async with Desk(server.start()) as desk:
        schemas.in_schema(server.schema, "ALTER TABLE contact ADD COLUMN later text DEFAULT 'x'")
        schemas.in_schema(server.schema, "INSERT INTO migration VALUES ('9999_later.sql', '', now())")
        alice = await desk.agent("alice")
        await desk.post("calm")
        hand = await alice.accepted()
        await alice.call("interaction.mark_done", **hand)
    server.terminate()
    assert server.ended() == 0
    for said in (refusal(server), server.tool("migrate").stderr):
        assert "9999_later.sql" in said and "install the version" in said
    schemas.in_schema(server.schema, "DELETE FROM migration WHERE name = '9999_later.sql'")


async def test_a_running_server_works_on_when_a_functions_text_changes_but_none_starts(server, schemas):
    def applied_as(text):
        schemas.in_schema(server.schema, text)
        schemas.in_schema(server.schema, "UPDATE function_file SET checksum = md5(%s) "
                          "WHERE name = 'journal_commit.sql'", text)

    ours = dict(functions())["journal_commit.sql"]
    async with Desk(server.start()) as desk:
        applied_as(ours.replace("BEGIN\n", "BEGIN  -- as another version has it\n", 1))
        alice = await desk.agent("alice")
        await desk.post("calm")
        hand = await alice.accepted()
        assert server.done("migrate") == "applied functions/journal_commit.sql"
        assert (await alice.call("interaction.mark_done", **hand))["state"] == "completed"
        applied_as(ours + "-- of another version\n")
    server.terminate()
    assert server.ended() == 0
    assert "stored functions" in refusal(server)
    server.done("migrate")


def test_migrating_twice_is_harmless_and_so_is_migrating_at_once(server, schemas):
    move(server, schemas.as_of(0))
    several = [subprocess.Popen([PROGRAM, "migrate", "--config", server.config_path], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    said = [process.communicate(timeout=60) for process in several]
    assert [process.returncode for process in several] == [0, 0, 0], said
    applied = [line for out, _ in said for line in out.splitlines() if line.startswith("applied ")]
    assert sorted(applied) == ([f"applied {name}" for name, _ in migrations()]
                               + [f"applied functions/{name}" for name, _ in functions()])
    assert "up to date" in server.done("migrate")


def test_a_migration_that_fails_halfway_leaves_the_old_schema(server, schemas):
    schema = schemas.as_of(COUNT - 1)
    before = schemas.shape(schema)
    schemas.in_schema(schema, f"ALTER TABLE migration ADD CONSTRAINT refused CHECK (name <> '{LAST}')")
    move(server, schema)
    failed = server.tool("migrate")
    assert failed.returncode == 1 and LAST in failed.stderr
    assert schemas.shape(schema) == before
    schemas.in_schema(schema, "ALTER TABLE migration DROP CONSTRAINT refused")
    assert server.done("migrate").splitlines()[0] == f"applied {LAST}"


@pytest.mark.parametrize("count", range(2, COUNT + 1))
def test_a_migration_leaves_what_a_running_server_uses_or_says_that_it_cannot(schemas, count):
    name, text = migrations()[count - 1]
    before = schemas.shape(schemas.as_of(count - 1))
    of_rows = row_tables() if name[:4] > ROWS_ARE_TABLES_SINCE else set()
    lost = before.taken_away_by(schemas.shape(schemas.as_of(count)), of_rows)
    assert lost == [] or NEEDS_STOP in text, f"{name}: {lost}"


def test_the_look_at_a_migration_sees_what_it_must(schemas):
    schema = schemas.as_of(COUNT)
    before = schemas.shape(schema)
    for change in ("ALTER TABLE note RENAME COLUMN text TO words", "ALTER TYPE note_row ADD ATTRIBUTE more text",
                   "ALTER TABLE offer ADD COLUMN more text NOT NULL", "DROP FUNCTION merge_attributes"):
        schemas.in_schema(schema, change)
        after = schemas.shape(schema)
        assert before.taken_away_by(after) != [], change
        before = after


def test_the_look_at_a_migration_sees_a_column_more_in_rows_that_servers_send(schemas):
    schema = schemas.as_of(COUNT)
    before = schemas.shape(schema)
    schemas.in_schema(schema, "ALTER TABLE callback_person ADD COLUMN more text")
    assert before.taken_away_by(schemas.shape(schema)) == []
    assert before.taken_away_by(schemas.shape(schema), row_tables()) == ["rows of callback_person have the column more more"]


# Definitions that were accepted once and that a newer rule refuses: what is wrong → the agent's phone, and the message.
# A server must start with each of these definitions. The phone is then inert: it is kept, and never called.
INERT = {"a phone that reaches another number": ({"phone": "+88213123456@trunk"}, "Must have only letters"),
         "a phone with two endpoints": ({"phone": "1001&PJSIP/1002"}, "Must have only letters"),
         "a phone with a line of its own": ({"phone": "1001\r\nX: y"}, "Must have only letters"),
         "a phone that is a number which is not called": ({"phone": "+88213123456"}, "This number may not be called"),
         "such a phone as it is dialled from the house": ({"phone": "0088213123456"}, "This number may not be called")}


def titled(title):
    def change(definition):
        definition["queues"][0]["title"] = title
    return change


def with_grouping_default(definition):
    queue = next(each for each in definition["queues"] if each["name"] == "calm")
    queue.update(after_call_work_limit_seconds=600, default_code="lost")


# Other definitions that a newer rule refuses: what is wrong → how the definition is changed, and what the command
# `check` says of it.
INERT_TEXTS = {
    "a title that turns the direction of the text": (titled("Sales\u202e"), "title: Must not contain characters that change"),
    "a title that shows nothing": (titled("\u200b"), "title: Must have at least one visible character"),
    "a reason that the server gives by itself": (
        lambda definition: definition.update(not_ready_reasons=[{"code": "removed", "label": "Away"}]),
        "code: Must not be a reason that the server gives by itself"),
    "a default code that groups others": (with_grouping_default, "default_code: lost only groups other codes"),
}


@pytest.mark.parametrize("change, says", INERT_TEXTS.values(), ids=INERT_TEXTS.keys())
async def test_a_definition_in_force_with_names_that_are_refused_now_is_started(server, change, says):
    server.start()
    server.terminate()
    assert server.ended() == 0
    definition = json.loads(json.dumps(server.definition))
    change(definition)
    refused = server.tool("check", server.site_file(definition, "strict.toml"))
    assert refused.returncode != 0 and says in refused.stderr
    database = Database(server.database_url, server.schema)
    database.rows("UPDATE site_definition SET definition = %s::json WHERE state = 'adopted' RETURNING version",
                  json.dumps(definition))
    database.close()
    server.start()
    assert "callbackd_definition_inert_parts 1" in server.operator("/metrics")[1]
    assert "definition.inert" in server.log()
    async with Desk(server) as desk:
        alice = await desk.agent("alice")
        assert alice.session["queue_titles"]["calm"] == "calm"
        await desk.post("calm")
        hand = await alice.accepted()
        await alice.call("interaction.mark_done", **hand)


@pytest.mark.parametrize("change, says", INERT.values(), ids=INERT.keys())
async def test_a_definition_in_force_that_breaks_a_newer_rule_is_started_with_that_part_inert(server, change, says):
    server.start()
    server.terminate()
    assert server.ended() == 0
    definition = json.loads(json.dumps(server.definition))
    next(agent for agent in definition["agents"] if agent["login"] == "alice").update(change)
    refused = server.tool("check", server.site_file(definition, "strict.toml"))
    assert refused.returncode != 0 and f"].phone: {says}" in refused.stderr
    database = Database(server.database_url, server.schema)
    database.rows("UPDATE site_definition SET definition = %s::json WHERE state = 'adopted' RETURNING version",
                  json.dumps(definition))
    database.close()
    server.start()
    assert "callbackd_definition_inert_parts 1" in server.operator("/metrics")[1]
    assert "definition.inert" in server.log()
    async with Desk(server) as desk:
        alice, bob = await desk.all_ready("alice", "bob")
        for agent, works in ((alice, False), (bob, True)):
            await desk.post("lax")
            hand = await agent.accepted()
            if works:
                await agent.call("interaction.call", **hand)
                await agent.call_is("connected")
            else:
                assert (await agent.refused("interaction.call", **hand)).reason == "number_refused"
            await agent.call("interaction.mark_done", **hand, end_call=True)
