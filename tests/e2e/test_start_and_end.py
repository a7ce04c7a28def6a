"""What a server needs for its start, and what it says if something is missing. Also tests an end that waits for no
client."""
import asyncio
import os
import subprocess
import time

import postgres as support_postgres
import psycopg2
import pytest

from lib.desk import Desk
from lib.server import PROGRAM, Server
from lib.site import shared_site
from lib.wait import PATIENCE, until


def test_a_missing_zone_database_is_named_by_serve_and_check(postgres, tmp_path):
    server = Server(postgres, shared_site())
    (tmp_path / "tzdata.zi").write_text("# version 2026z\n")
    for folder in (str(tmp_path), str(tmp_path / "nowhere")):
        before = len(server.log()) if os.path.exists(server.log_path) else 0
        server.launch({"TZDIR": folder})
        assert server.ended() == 1
        assert f"there is no time zone database in {folder}" in server.log()[before:]
        for arguments in (["check", server.site_file(server.definition)], ["check", "--config", server.config_path]):
            checked = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False,
                                     env={**os.environ, "TZDIR": folder}, timeout=30)
            assert checked.returncode == 1
            assert checked.stderr == (f"check: there is no time zone database in {folder}: install the package tzdata, "
                                      "or name its folder in TZDIR\n")
    server.end()


async def test_an_address_may_be_the_name_localhost(postgres):
    server = Server(postgres, shared_site())
    server.reconfigure("[http]", '[http]\naddress = "localhost"')
    server.reconfigure("[operator]", '[operator]\naddress = "localhost"')
    server.start()
    async with Desk(server) as desk:
        assert (await desk.post())["state"] == "queued"
    assert server.operator("/readyz")[0] == 200
    server.end()


def test_an_address_that_is_none_is_named(postgres):
    server = Server(postgres, shared_site())
    server.reconfigure("[http]", '[http]\naddress = "no.such.host.invalid"')
    server.launch()
    assert server.ended() == 1
    assert "the public port no.such.host.invalid:" in server.log()
    server.end()


def handed_out(server):
    page = server.operator("/metrics")[1]
    return next(int(line.split()[1]) for line in page.splitlines() if line.startswith("callbackd_http_requests_total "))


@pytest.mark.parametrize("requests", [0, 1, 3], ids=["no request", "a request", "some requests"])
async def test_while_nothing_can_be_committed_sigterm_tells_agents_at_once_and_waits_for_nothing(requests):
    """Requests that wait for a commit get no answer when the server ends. Nevertheless the server ends with status
    0."""
    with support_postgres.cluster() as cluster:
        server = Server(cluster, shared_site()).start()   # drain_seconds is 30
        desk = Desk(server)
        await desk.__aenter__()
        alice = await desk.agent("alice")
        await desk.post()   # from now on the key is known without the database
        before = handed_out(server)
        locking = psycopg2.connect(server.database_url)
        locking.cursor().execute(f"LOCK TABLE {server.schema}.cell IN ACCESS EXCLUSIVE MODE")   # nothing is committed any more
        waiting = [asyncio.ensure_future(desk.post("lax")) for _ in range(requests)]

        async def all_came():
            return handed_out(server) - before >= requests
        await until(all_came, "requests that wait for a commit")
        cluster.stop()

        async def stalled():
            return server.operator("/readyz")[0] == 503
        await until(stalled, "a server that says that it is stalled")
        began = time.monotonic()
        server.terminate()
        assert await alice.closed() == 1012
        assert time.monotonic() - began < 2 * PATIENCE
        status = await asyncio.get_running_loop().run_in_executor(None, server.ended)
        assert status == 0 and time.monotonic() - began < 10 * PATIENCE
        assert "http.request_unanswered" not in server.log()
        locking.close()
        server.end()
        await asyncio.gather(*waiting, return_exceptions=True)
        await desk.http.__aexit__()
        desk.database.close()


@pytest.mark.parametrize("word", ("dance", "migrat"))
def test_an_unknown_subcommand_is_named(word):
    ended = subprocess.run([PROGRAM, word], capture_output=True, text=True, check=False, timeout=30)
    assert ended.returncode == 2 and ended.stderr == f'callbackd: there is no subcommand "{word}"; `callbackd --help` lists them\n'
