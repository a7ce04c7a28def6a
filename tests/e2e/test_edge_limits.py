"""Clients that are slow, many or half closed. The server cuts each of them off at its limit. Other clients do not
notice this."""
import asyncio
import json
import socket

import pytest

from lib.desk import Desk
from lib.http import RawConnection
from lib.server import copied_server
from lib.site import shared_site
from lib.wait import LIMIT_SECONDS, moment, until, within

CONNECTIONS = 24


@pytest.fixture(name="narrow_desk")
def _narrow_desk(postgres):
    """A server that takes few connections."""
    server = copied_server(postgres, shared_site(), f"[limits]\nconnections = {CONNECTIONS}\n").start()
    yield Desk(server)
    server.end()


def head(desk, *fields, first="POST /v1/callbacks HTTP/1.1"):
    lines = [first, "Host: a", f"Authorization: Bearer {desk.key}", "Content-Type: application/json", *fields]
    return "\r\n".join(lines) + "\r\n\r\n"


async def drip(desk, begin, rest):
    """Sends a byte every tenth of a second, so that the request goes on and does not end. Returns (status, seconds)."""
    loop = asyncio.get_running_loop()
    connection = await RawConnection.open(desk.server.url)
    began = loop.time()
    await connection.send(begin)
    answer = asyncio.create_task(connection.answer())
    for byte in rest:
        if answer.done():
            break
        await connection.send(byte)
        await moment(0.1)
    status = (await answer).status
    connection.close()
    return status, loop.time() - began


async def test_a_head_or_a_body_that_only_drips_is_408_at_its_limit(desk):
    results = await asyncio.gather(
        drip(desk, "GET /v1/callbacks/x HTTP/1.1\r\nHost: a\r\nX: ", "y" * 100),
        drip(desk, head(desk, "Content-Length: 1000"), " " * 150),
        drip(desk, head(desk, "Transfer-Encoding: chunked"), "1\r\n \r\n" * 30))
    assert [status for status, _ in results] == [408] * 3
    (_, slow_head), (_, slow_body), (_, slow_chunks) = results
    assert slow_head > 4.5 and slow_body > 9.5 and slow_chunks > 9.5   # without the limit they would go on


async def test_a_client_that_ends_its_side_after_the_request_gets_the_answer(desk):
    reader, writer = await asyncio.open_connection("127.0.0.1", int(desk.server.url.rpartition(":")[2]))
    body = json.dumps(desk.body())
    request = head(desk, f"Content-Length: {len(body)}") + body
    look = head(desk, first="GET /v1/callbacks/x HTTP/1.1")
    writer.write((request + look).encode())
    writer.write_eof()
    told = (await within(reader.read(), "both answers and the end")).decode()
    assert told.startswith("HTTP/1.1 201 ") and "HTTP/1.1 404 " in told
    writer.close()


async def test_half_a_request_and_the_end_are_no_request(desk):
    for half in ("POST /v1/callb", head(desk, "Content-Length: 9") + "{}"):
        connection = await RawConnection.open(desk.server.url)
        await connection.send(half)
        connection.writer.write_eof()
        assert await connection.closed()
        connection.close()


async def test_thousands_of_pipelined_requests_are_read_no_faster_than_they_are_answered(desk):
    connection = await RawConnection.open(desk.server.url)
    one = head(desk, first="GET /v1/callbacks/x HTTP/1.1").encode()
    sending = asyncio.create_task(connection.send(one * 5000))
    callback = await desk.post()   # others are served in the meantime
    assert (await desk.look(callback["id"]))["state"] == "queued"
    for _ in range(5000):
        assert (await connection.answer()).status == 404
    await sending
    connection.close()


async def test_in_a_full_server_strangers_make_room_for_strangers_and_for_nobody_else(narrow_desk):
    desk = narrow_desk
    alice = await desk.agent("alice")
    callback = await desk.post()   # its connection has shown the secret key, and stays open
    crowd = []
    for turn in range(2 * CONNECTIONS):
        crowd.append(await RawConnection.open(desk.server.url))
        if turn % 2 == 0:   # these are idle after an answer; the other ones never send anything
            await crowd[-1].send("GET /v1/callbacks/x HTTP/1.1\r\nHost: a\r\n\r\n")
            assert (await crowd[-1].answer()).status == 401
    assert (await alice.accepted(callback["id"]))["interaction_id"]
    assert (await desk.look(callback["id"]))["state"] == "active"
    assert (await desk.agent("bob")).session["agent"]["login"] == "bob"
    assert await crowd[0].closed() and await crowd[1].closed()
    assert metric(desk, closed("room_for_others")) >= CONNECTIONS
    assert metric(desk, closed("server_full")) == 0
    for each in crowd:
        each.close()


def closed(kind):
    return f'callbackd_connections_closed_total{{kind="{kind}"}}'


def metric(desk, name):
    page = desk.server.operator("/metrics")[1]
    return float(next(line.split()[1] for line in page.splitlines() if line.startswith(name + " ")))


async def test_strangers_of_one_address_have_only_so_many_connections(postgres):
    server = copied_server(postgres, shared_site(), "[limits]\nconnections_per_address = 3\n").start()
    try:
        port = int(server.url.rpartition(":")[2])
        here = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]
        here[0].settimeout(LIMIT_SECONDS)
        assert here[0].recv(1) == b""   # this connection waited longest
        here[3].sendall(b"GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
        assert here[3].recv(12) == b"HTTP/1.1 404"
        other = socket.create_connection(("127.0.0.1", port), source_address=("127.0.0.2", 0))
        other.sendall(b"GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
        assert other.recv(12) == b"HTTP/1.1 404"
        for each in [*here, other]:
            each.close()
    finally:
        server.end()


async def test_pongs_keep_their_order_and_a_flood_of_pings_does_not_delay_others(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    for _ in range(12):
        await alice.socket.ping()
    assert (await bob.not_ready("break"))["state"] == "not_ready"
    assert await alice.closed() == 1008
