"""The transport: sizes, times, methods, paths, and connections that are kept alive."""
import asyncio
import json

import pytest

from lib.http import RawConnection

HOST = "Host: callbacks.example.com\r\n"


def head(desk, *fields, first="POST /v1/callbacks HTTP/1.1"):
    lines = [first, "Host: callbacks.example.com", f"Authorization: Bearer {desk.key}",
             "Content-Type: application/json", *fields]
    return "\r\n".join(lines) + "\r\n\r\n"


async def exchange(desk, data):
    connection = await RawConnection.open(desk.server.url)
    try:
        await connection.send(data)
        return await connection.answer()
    finally:
        connection.close()


@pytest.mark.parametrize("first, status", [
    (f"GET /{'x' * 8192} HTTP/1.1", 414),
    (f"GET /v1/callbacks/x?{'y' * 8192} HTTP/1.1", 414),
    ("GET /v1/%zz HTTP/1.1", 400),
    ("GET v1/callbacks HTTP/1.1", 400),
    ("GET /v1/callbacks", 400),
    ("GET  /v1/callbacks HTTP/1.1", 400),
    ("GET /v1/callbacks HTTP/9.9", 400),
    ("G\x01T /v1/callbacks HTTP/1.1", 400),
    ("GET /v1/\x00 HTTP/1.1", 400),
], ids=lambda value: str(value)[:30])
async def test_a_bad_request_line_is_answered_then_closed(desk, first, status):
    connection = await RawConnection.open(desk.server.url)
    await connection.send(f"{first}\r\n{HOST}\r\n")
    answer = await connection.answer()
    assert answer.status == status
    assert await connection.closed()
    connection.close()


@pytest.mark.parametrize("fields, status", [
    ([f"X-{number}: y" for number in range(120)], 431),
    (["X-Long: " + "y" * 16384], 431),
    (["Content-Length: 2", "Content-Length: 3"], 400),
    (["Content-Length: 2", "Transfer-Encoding: chunked"], 400),
    (["Content-Length: -1"], 400),
    (["Content-Length: x"], 400),
    (["Content-Length : 2"], 400),
    (["X-Folded: a", " b", "Content-Length: 0"], 400),
    (["Bad Name: x"], 400),
    (["Transfer-Encoding: gzip"], 400),
    (["Host: second.example.com"], 400),
], ids=lambda value: str(value)[:30])
async def test_a_bad_head_is_answered_then_closed(desk, fields, status):
    connection = await RawConnection.open(desk.server.url)
    await connection.send(head(desk, *fields))
    answer = await connection.answer()
    assert answer.status == status
    assert await connection.closed()
    connection.close()


async def test_a_request_without_host_is_refused(desk):
    assert (await exchange(desk, "GET /v1/callbacks/x HTTP/1.1\r\n\r\n")).status == 400


async def test_a_body_over_64_kib_is_413_and_one_of_64_kib_is_read(desk):
    assert (await exchange(desk, head(desk, "Content-Length: 65537"))).status == 413
    chunk = f"{0x8001:x}\r\n" + " " * 0x8001 + "\r\n"
    assert (await exchange(desk, head(desk, "Transfer-Encoding: chunked") + chunk * 2)).status == 413
    full = head(desk, "Content-Length: 65536") + "{}" + " " * 65534
    assert (await exchange(desk, full)).status == 422


async def test_a_chunked_body_is_read_and_a_bad_one_is_refused(desk):
    body = json.dumps(desk.body())
    parts = [body[:7], body[7:50], body[50:]]
    chunks = "".join(f"{len(part):X};note=x\r\n{part}\r\n" for part in parts) + "0\r\n\r\n"
    assert (await exchange(desk, head(desk, "Transfer-Encoding: chunked") + chunks)).status == 201
    for bad in ("xyz\r\n", "5;" + "n" * 300 + "\r\n", "-1\r\n", "5\r\nabcdefgh\r\n", "fffffffffffffffff\r\n"):
        answer = await exchange(desk, head(desk, "Transfer-Encoding: chunked") + bad)
        assert answer.status in (400, 413), bad


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded",
                                          "application/jsonp", "multipart/form-data",
                                          "application/json; charset=iso-8859-1"])
async def test_another_content_type_is_415(desk, content_type):
    answer = await desk.ask("POST", "/v1/callbacks", desk.body(), headers={"Content-Type": content_type})
    assert answer.status == 415


async def test_a_missing_content_type_is_415_and_a_charset_is_fine(desk):
    bare = (f"POST /v1/callbacks HTTP/1.1\r\n{HOST}Authorization: Bearer {desk.key}\r\n"
            "Content-Length: 2\r\n\r\n{}")
    assert (await exchange(desk, bare)).status == 415
    answer = await desk.ask("POST", "/v1/callbacks", desk.body(),
                            headers={"Content-Type": "Application/JSON; charset=utf-8"})
    assert answer.status == 201


async def test_a_packed_body_is_415_before_anyone_reads_it(desk):
    for coding, status in (("gzip", 415), ("br, identity", 415), ("identity", 201)):
        answer = await desk.ask("POST", "/v1/callbacks", desk.body(), headers={"Content-Encoding": coding})
        assert answer.status == status, coding


@pytest.mark.parametrize("method, path", [
    ("GET", "/"), ("GET", "/v1"), ("GET", "/v2/callbacks"), ("POST", "/v1/callbacks/"), ("GET", "/v1/callbacks/x/y"),
    ("GET", "/metrics"), ("GET", "/readyz"), ("DELETE", "/v1/queues/calm/estimates"), ("GET", "/v1//callbacks"),
])
async def test_an_unknown_path_is_404(desk, method, path):
    assert (await desk.ask(method, path)).status == 404


@pytest.mark.parametrize("method, path, allowed", [
    ("PUT", "/v1/callbacks", {"POST"}), ("GET", "/v1/callbacks", {"POST"}),
    ("POST", "/v1/callbacks/x", {"GET", "PATCH", "DELETE"}), ("PUT", "/v1/sessions", {"POST", "DELETE"}),
    ("DELETE", "/v1/admin/definition", {"GET", "PUT"}), ("BREW", "/v1/callbacks", {"POST"}),
])
async def test_another_method_is_405_with_allow(desk, method, path, allowed):
    async with desk.http.session.request(method, desk.server.url + path) as answer:
        assert answer.status == 405
        told = {word.strip() for word in answer.headers["Allow"].split(",")}
        assert allowed <= told <= allowed | {"OPTIONS", "HEAD"}


async def test_the_connection_lives_on_after_every_4xx_of_a_well_formed_request(desk):
    connection = await RawConnection.open(desk.server.url)
    wrong = [("nothing", 400), ("{}", 422)]
    for body, status in wrong:
        await connection.send(head(desk, f"Content-Length: {len(body)}") + body)
        assert (await connection.answer()).status == status
    for first, status in (("GET /v1/callbacks/x HTTP/1.1", 404), ("GET /none HTTP/1.1", 404),
                          ("PUT /v1/callbacks HTTP/1.1", 405)):
        await connection.send(head(desk, "Content-Length: 0", first=first))
        assert (await connection.answer()).status == status
    await connection.send(f"GET /v1/callbacks/x HTTP/1.1\r\n{HOST}\r\n")
    assert (await connection.answer()).status == 401
    body = json.dumps(desk.body())
    await connection.send(head(desk, f"Content-Length: {len(body.encode())}") + body)
    assert (await connection.answer()).status == 201
    connection.close()


async def test_requests_sent_at_once_are_answered_in_order(desk):
    connection = await RawConnection.open(desk.server.url)
    callback = await desk.post()
    good = head(desk, first=f"GET /v1/callbacks/{callback['id']} HTTP/1.1")
    bad = head(desk, first="GET /v1/callbacks/x HTTP/1.1")
    await connection.send((good + bad) * 10)
    statuses = [(await connection.answer()).status for _ in range(20)]
    assert statuses == [200, 404] * 10
    connection.close()


async def test_expect_continue_is_answered_or_the_body_is_read_anyway(desk):
    connection = await RawConnection.open(desk.server.url)
    body = json.dumps(desk.body())
    await connection.send(head(desk, f"Content-Length: {len(body)}", "Expect: 100-continue"))
    assert (await connection.answer()).status == 100
    await connection.send(body)
    assert (await connection.answer()).status == 201
    connection.close()


async def test_a_slow_head_and_a_slow_body_are_408(desk):
    slow_head, slow_body = [await RawConnection.open(desk.server.url) for _ in range(2)]
    await slow_head.send("POST /v1/callbacks HTTP/1.1\r\nHost:")
    await slow_body.send(head(desk, "Content-Length: 10") + "{")

    async def status_after(connection):
        started = asyncio.get_running_loop().time()
        return (await connection.answer()).status, asyncio.get_running_loop().time() - started
    (first, after_head), (second, after_body) = await asyncio.gather(
        status_after(slow_head), status_after(slow_body))
    assert (first, second) == (408, 408)
    assert 4.5 < after_head < 7 and 9.5 < after_body < 12
    slow_head.close()
    slow_body.close()


async def test_a_hundred_posts_at_once_are_all_made(desk):
    answers = await asyncio.gather(
        *(desk.ask("POST", "/v1/callbacks", desk.body("lax")) for _ in range(100)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["id"] for answer in answers}) == 100


async def test_half_a_request_changes_nothing(desk):
    before = desk.database.counts()
    body = json.dumps(desk.body())
    connection = await RawConnection.open(desk.server.url)
    await connection.send(head(desk, f"Content-Length: {len(body) + 1}") + body)
    connection.close()
    assert (await desk.ask("GET", "/v1/queues/calm/estimate")).body["position"] == 1
    assert desk.database.counts() == before
