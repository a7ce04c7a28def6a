"""A whole office has one address, and strangers flood the server from the same address. All agents of the office can
work."""
import asyncio
import itertools
import json

import aiohttp
import psycopg2
import pytest

from lib.desk import Desk
from lib.http import RawConnection
from lib.server import copied_server
from lib.site import shared_site
from lib.wait import PATIENCE, within

AGENTS = 600
LIMIT_SECONDS = 60 * PATIENCE
LOGINS_AT_A_TIME = 16   # each browser waits for its answer, and tries again after a 503
FLOODERS = 40

SILENT = ""
HALF_A_HEAD = "POST /v1/sessions HTTP/1.1\r\nHost: a\r\n"
HALF_A_BODY = HALF_A_HEAD + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
REQUEST = "GET /v1/callbacks/x HTTP/1.1\r\nHost: a\r\n\r\n"
HANDSHAKE = ("GET /v1/agent HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
             "Sec-WebSocket-Protocol: callbackd.v1\r\n\r\n")


@pytest.fixture(name="office")
def _office(postgres):
    """A desk with an office of 600 agents who all have the same password. Its hash is copied from one row to the
    others, because making 600 hashes would take a minute."""
    server = copied_server(postgres, shared_site())
    logins = [f"agent{number}" for number in range(AGENTS)]
    definition = shared_site()
    definition["agents"] += [{"login": login, "name": login, "phone": "1001"} for login in logins]
    server.done("apply", server.site_file(definition, "office.toml"))
    connection = psycopg2.connect(server.database_url, options=f"-c search_path={server.schema}")
    with connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO site_user SELECT (jsonb_populate_record(u, jsonb_build_object('login', l))).* "
                       "FROM site_user u, unnest(%s) l WHERE u.login = 'alice'", (logins,))
    connection.close()
    server.passwords.update(dict.fromkeys(logins, server.passwords["alice"]))
    desk = Desk(server.start())
    desk.logins = logins
    yield desk
    server.end()


async def flood(desk, words):
    """Opens one connection after the other. Keeps the ten newest of them open and closes the older ones."""
    kept = []
    for said in words:
        try:
            connection = await RawConnection.open(desk.server.url)
            kept.append(connection)
            await connection.send(said)
        except OSError:
            pass
        while len(kept) > 10:
            kept.pop(0).close()


async def test_600_agents_of_one_address_log_in_within_a_minute_while_it_floods(office):
    gate = asyncio.Semaphore(LOGINS_AT_A_TIME)

    async def comes_to_work(login):
        async with gate:
            while True:
                body = json.dumps({"login": login, "password": office.server.passwords[login]})
                try:
                    answer = await office.http.ask("POST", "/v1/sessions", text=body)
                # The server closed the connection to make room for others. A browser then tries again.
                except aiohttp.ClientConnectionError:
                    continue
                if answer.status == 201:
                    break
                assert answer.status == 503, answer.text
            while True:
                agent = office.visitor(login)
                try:
                    await agent.open(token=answer.body["token"])
                    return agent
                except (aiohttp.ClientError, ConnectionError):   # closed for the same reason, before the session was open
                    await agent.leave()

    kinds = (SILENT, HALF_A_HEAD, HALF_A_BODY, REQUEST, HANDSHAKE)
    floods = [asyncio.create_task(flood(office, itertools.cycle(kinds))) for _ in range(FLOODERS)]
    agents = await within(asyncio.gather(*(comes_to_work(login) for login in office.logins)),
                          "the login of the last agent", LIMIT_SECONDS)
    for each in floods:
        each.cancel()
    page = office.server.operator("/metrics")[1]
    made_room = next(line for line in page.splitlines() if 'kind="room_for_others"' in line)
    assert float(made_room.split()[1]) > FLOODERS
    for agent in agents:
        assert agent.session["agent"]["login"] == agent.login
        assert not agent.socket.closed
    await asyncio.gather(*(agent.leave() for agent in agents))
