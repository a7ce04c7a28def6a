"""Backups are made under load and restored, both as the runbook says. Then a server goes on with what is there."""
import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import subprocess

import psycopg2

from lib.database import Database
from lib.desk import Desk
from lib.server import Server
from lib.site import shared_site
from lib.wait import until
from load import Load
from private_postgres import PrivatePostgres
from runbook import run
from supervised import dies_with_parent

BEFORE = 60   # callbacks acknowledged before a backup begins


async def in_thread(function, *arguments, **named):
    return await asyncio.get_running_loop().run_in_executor(None, lambda: function(*arguments, **named))


def sql(url, statement, *values):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def epoch(server):
    return sql(server.database_url, f"SELECT epoch FROM {server.schema}.cell")[0]


def move(server, url):
    """Lets the server use the restored database under another instance name. Otherwise the server would take the lease
    in the copy for its own."""
    with open(server.config_path, encoding="utf-8") as file:
        text = file.read()
    with open(server.config_path, "w", encoding="utf-8") as file:
        file.write(text.replace(server.database_url, url).replace('instance = "', 'instance = "restored-'))
    server.database_url = url


async def hold_restored(server, expected):
    """Checks that everything that was acknowledged before the backup is in the copy exactly once, and that the work
    goes on."""
    copied = epoch(server)
    await in_thread(server.done, "migrate")
    server.start()   # a standby, until the lease in the copy is over

    async def active():
        return server.operator("/readyz")[0] == 200
    try:
        await until(active, "a server that serves the copy", 20)
    except Exception:
        print(server.log()[-3000:])
        raise
    assert epoch(server) > copied
    async with Desk(server) as desk:
        there = {row["id"] for row in desk.database.rows("SELECT id::text AS id FROM callback")}
        assert [callback_id for callback_id, _, _ in expected if callback_id not in there] == []
        for callback_id, key, body in expected[:: max(1, len(expected) // 10)]:
            again = await desk.ask("POST", "/v1/callbacks", body, headers={"Idempotency-Key": key})
            assert (again.status, again.body["id"]) == (201, callback_id)
        bob = await desk.agent("bob")
        hand = await bob.accepted()
        assert (await bob.call("interaction.mark_done", **hand))["state"] == "completed"
        await desk.post("calm")
        desk.database.hold_invariants()
        await bob.not_ready()


@contextlib.contextmanager
def restored_cluster(places, original):
    """A cluster that the commands of the runbook make from the base backup and the archive."""
    folder = os.path.join(places.folder, f"restored-{secrets.token_hex(4)}")
    cluster = PrivatePostgres(folder)
    shutil.copy(original.link + ".password", folder + ".password")
    cluster.password = original.password
    places.own_folder(os.path.basename(folder))
    for begins in ("cp -a", "touch", "echo"):
        run(places, begins, PGDATA=folder)
    with open(os.path.join(places.folder, "restored.log"), "wb") as log:
        process = subprocess.Popen(
            cluster.prepare(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGINT), **cluster.popen_arguments())
    try:
        yield cluster
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()


async def takes_writes(url):
    async def promoted():
        try:
            return sql(url, "SELECT NOT pg_is_in_recovery()")[0]
        except psycopg2.OperationalError:
            return False
    await until(promoted, "a restored cluster that takes writes", 60)


async def archived(url):
    """Waits until everything committed so far is in the archive."""
    wal = sql(url, "SELECT pg_walfile_name(pg_switch_wal())")[0]

    async def there():
        return (sql(url, "SELECT last_archived_wal FROM pg_stat_archiver")[0] or "")[:24] >= wal
    await until(there, f"{wal} in the archive", 60)


async def under_load(server, work):
    """Does `work` while the website posts and an agent works. Then the server ends. Returns the result of `work`."""
    async with Desk(server) as desk:
        async with Load(desk) as load:
            await load.reaches(BEFORE)
            answer = await work(load)
        server.terminate()
        assert server.ended() == 0
    return answer


async def test_a_dump_made_under_load_has_everything_acknowledged_before_it_began(places, postgres):
    server = Server(postgres, shared_site()).start()

    async def dump(load):
        expected = list(load.acknowledged)
        await in_thread(run, places, "pg_dump", server.schema, DATABASE_URL=postgres.url())
        await load.reaches(len(expected) + 1)   # posts went on during the dump
        return expected
    expected = await under_load(server, dump)
    sql(postgres.url(), "CREATE DATABASE restored")
    await in_thread(run, places, "pg_restore", NEW_DATABASE_URL=postgres.url("restored"))
    move(server, postgres.url("restored"))
    await hold_restored(server, expected)
    server.end()


async def test_a_base_backup_and_the_archive_have_everything_archived_since(places, postgres):
    server = Server(postgres, shared_site()).start()

    async def back_up(load):
        await in_thread(run, places, "pg_basebackup", DATABASE_URL=postgres.url())
        await load.reaches(len(load.acknowledged) + BEFORE)
        expected = list(load.acknowledged)
        await archived(postgres.url())
        await load.reaches(len(expected) + 1)
        return expected
    expected = await under_load(server, back_up)
    with restored_cluster(places, postgres) as cluster:
        await takes_writes(cluster.url())
        move(server, cluster.url())
        await hold_restored(server, expected)
        server.end()
