"""Strangers guess passwords in a flood; users can log in all the same."""
import asyncio
import contextlib
import json
import os
import subprocess
import sys

import aiohttp
from lib.database import Database
from lib.running import may_take
from lib.server import copied_server
from lib.site import shared_site
from lib.wait import PATIENCE, moment, until, within

FLOOD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib", "login_flood.py")
START_SECONDS = 180 * PATIENCE   # the flood begins with one check of a password for each of its 200 sources
KNOWN_SECONDS = 0.5 * PATIENCE
NEW_SECONDS = 2 * PATIENCE
TIMES = 10
PAUSE_SECONDS = 0.25
FRESH_A_SECOND = 20   # the same as in login_flood.py
SPARE_A_SECOND = 4    # passwords that can be checked beside the flood, for alice and bob
OVERLOADED_SECONDS = 25   # how long a user tries when not all logins can be checked
# If one check of a password takes longer than this, the test makes KNOWN_SECONDS and NEW_SECONDS longer in the same
# proportion.
ONE_CHECK_SECONDS = 0.15


class OwnDelay:
    """Measures how late this process itself is: the longest time that its event loop was late. The server is not to
    blame for this delay."""
    STEP = 0.01

    async def __aenter__(self):
        self.worst = 0.0
        self._watch = asyncio.ensure_future(self._look())
        return self

    async def _look(self):
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self.STEP
            await moment(self.STEP)
            self.worst = max(self.worst, loop.time() - due)

    async def __aexit__(self, *_):
        self._watch.cancel()


async def login(server, name, address, password=None):
    """Tries one login from a loopback address. Returns (status, seconds). The delay of this process itself is not
    counted."""
    return (await try_login(server, name, address, password))[:2]


async def try_login(server, name, address, password=None):
    """Tries one login. Returns (status, seconds, seconds of Retry-After or None)."""
    body = {"login": name, "password": password or server.passwords[name]}
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(address, 0))) as session:
        async with OwnDelay() as own:
            began = loop.time()
            async with session.post(server.url + "/v1/sessions", json=body) as answer:
                await answer.read()
                again = answer.headers.get("Retry-After")
                return answer.status, max(0.0, loop.time() - began - own.worst), again and int(again)


def metric(server, name):
    page = server.operator("/metrics")[1]
    return float(next(line.split()[1] for line in page.splitlines() if line.startswith(name + " ")))


@contextlib.contextmanager
def flooding(server):
    with subprocess.Popen([sys.executable, FLOOD, server.url.rpartition(":")[2]],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


async def line_of(process, what):
    return await within(asyncio.get_running_loop().run_in_executor(None, process.stdout.readline), what, START_SECONDS)


async def log_in_as_a_client_does(server, name, address, tries):
    """Logs in, and tries again after a 503 when Retry-After says. Adds (status, seconds) of each try to `tries`."""
    while not tries or tries[-1][0] != 201:
        status, took, again = await try_login(server, name, address)
        tries.append((status, took))
        assert status in (201, 503)
        await moment(again or 0)


def checked_share(answers):
    """The share of a flood's logins for which the server checked the password. The server refused all other logins with
    503 without a check."""
    return answers.get("401", 0) / sum(answers.values())


def checked(server):
    return sum(metric(server, f'callbackd_logins_total{{outcome="{outcome}"}}') for outcome in ("succeeded", "failed"))


@may_take(240)
async def test_in_a_flood_of_guesses_a_known_source_and_a_new_one_log_in_fast(own_desk, capsys):
    server = own_desk.server
    alone = []
    for _ in range(3):   # from now on the source is known
        status, seconds = await login(server, "alice", "127.0.0.50")
        assert status == 201
        alone.append(seconds)
    known, new = [], [[] for _ in range(TIMES)]
    slowness = max(1.0, min(alone) / ONE_CHECK_SECONDS)
    loop = asyncio.get_running_loop()
    with flooding(server) as flood:
        assert (await line_of(flood, "the flood's begin")).strip() == "ready"   # each source of the flood has failed once
        before, began = checked(server), loop.time()
        people = []
        for number, tries in enumerate(new):
            people.append(asyncio.ensure_future(log_in_as_a_client_does(server, "bob", f"127.0.0.{60 + number}", tries)))
            known.append(await login(server, "alice", "127.0.0.50"))
            await moment(PAUSE_SECONDS)
        done, waiting = await asyncio.wait(people, timeout=OVERLOADED_SECONDS)
        a_second = (checked(server) - before) / (loop.time() - began)
        for each in waiting:
            each.cancel()
        for each in done:
            each.result()
        flood.stdin.close()
        failed_before, fresh = json.loads(await line_of(flood, "what the flood was told"))
    tries = [each for of_one in new for each in of_one]
    served = [seconds for status, seconds in tries if status == 201]
    with capsys.disabled():
        print(f"\nalone {min(alone):.3f} s, known {max(each[1] for each in known):.3f} s, new {max(served, default=0):.3f} s "
              f"at most, {len(served)} of {len(tries)} tries; {a_second:.0f} checked a second; the flood was told {failed_before}, fresh {fresh}")
    slowness = max(slowness, (FRESH_A_SECOND + SPARE_A_SECOND) / a_second)
    assert {status for status, _ in known} == {201}
    assert max(seconds for _, seconds in known) <= KNOWN_SECONDS * slowness
    assert "201" not in failed_before and "201" not in fresh and sum(fresh.values()) > FRESH_A_SECOND
    # Bob and the fresh sources of the flood log in from addresses that are new to the server. So the server treats them
    # alike. If it can check all their logins, it checks each try of Bob, and the sources that failed before get what is
    # left over (on a busy machine the flood itself may be slower than the server). If it cannot, Bob gets his share of
    # the checks, and the sources that failed before get hardly any.
    if a_second >= FRESH_A_SECOND + SPARE_A_SECOND or "503" not in fresh:
        assert len(served) == len(tries) == TIMES
        assert max(served) <= NEW_SECONDS * slowness
    else:
        assert len(served) >= len(tries) * a_second / (FRESH_A_SECOND + SPARE_A_SECOND) / 3
        assert checked_share(failed_before) <= checked_share(fresh) / 5


async def test_no_stranger_locks_a_login(own_desk):
    server = own_desk.server
    for number in range(40):   # more failures than any limit of one login, and each source fails until it is delayed
        for _ in range(3):
            assert (await login(server, "carol", f"127.1.0.{number + 1}", "guess"))[0] in (401, 503)
    assert (await login(server, "carol", "127.1.1.1"))[0] == 201


async def test_after_failures_the_next_answer_comes_later_and_the_right_password_is_not_refused(own_desk):
    server = own_desk.server
    assert [(await login(server, "bob", "127.0.0.50", "guess"))[0] for _ in range(3)] == [401] * 3
    loop = asyncio.get_running_loop()
    began = loop.time()
    kept = asyncio.ensure_future(login(server, "bob", "127.0.0.50"))
    async def waits():
        return metric(server, "callbackd_logins_waiting") == 1
    await until(waits, "the login in the line")
    assert (await login(server, "bob", "127.0.0.51"))[0] == 201
    assert (await login(server, "carol", "127.0.0.50"))[0] == 201
    assert (await kept)[0] == 201
    assert loop.time() - began >= 0.9   # a second after the last failure


async def test_guesses_from_her_own_address_keep_an_agent_waiting_and_never_out(own_desk):
    server = own_desk.server
    assert (await login(server, "bob", "127.0.0.50"))[0] == 201

    async def guess_on():
        while True:
            assert (await login(server, "bob", "127.0.0.50", "guess"))[0] in (401, 503)
    guesser = asyncio.ensure_future(guess_on())
    async def has_failed():
        return metric(server, 'callbackd_logins_total{outcome="failed"}') >= 4
    try:
        await until(has_failed, "guesses that failed", 10 * PATIENCE)
        assert (await login(server, "bob", "127.0.0.50"))[0] == 201
        assert not guesser.done()
    finally:
        guesser.cancel()


async def test_a_server_that_ends_waits_for_no_login(own_desk):
    server = own_desk.server
    for _ in range(5):
        await login(server, "bob", "127.0.0.50", "guess")
    kept = asyncio.ensure_future(login(server, "bob", "127.0.0.50"))
    async def waits():
        return metric(server, "callbackd_logins_waiting") == 1
    await until(waits, "the login in the line")
    server.process.terminate()
    assert (await kept)[0] == 503


async def test_where_a_login_succeeded_is_remembered_over_restarts_and_tells_no_address(own_desk):
    server = own_desk.server
    assert (await login(server, "alice", "127.0.0.50"))[0] == 201
    database = Database(server.database_url, server.schema)
    try:
        async def stored():
            return database.rows("SELECT login, source::text FROM login_source")
        rows = await until(stored, "the row of a login's source")
        assert [row["login"] for row in rows] == ["alice"]
        await server.restart()
        assert (await login(server, "alice", "127.0.0.50"))[0] == 201
        assert await stored() == rows
        database.rows("UPDATE login_source SET at = at - interval '31 days' RETURNING login")
        database.rows("SELECT maintain(now())")
        assert await stored() == []
    finally:
        database.close()


async def test_an_office_of_hundreds_logs_in_from_one_address_while_some_mistype(postgres):
    server = copied_server(postgres, shared_site(), "[limits]\nlogin_failures_per_address = 10\n").start()
    try:
        for number in range(12):
            assert (await login(server, f"nobody{number}", "127.0.0.50", "guess"))[0] == 401
        answers = await asyncio.gather(*(login(server, name, "127.0.0.50") for name in ("alice", "bob", "carol", "dave")))
        assert {status for status, _ in answers} == {201}
    finally:
        server.end()
