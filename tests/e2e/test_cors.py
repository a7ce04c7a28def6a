"""CORS: pages of the site's own origins may read answers and errors. Pages of other origins may read nothing."""
import email.utils
import time
import urllib.request

import pytest

from lib.http import RawConnection
from lib.site import ORIGIN

FOREIGN = "https://evil.example.com"
AGENT_ORIGIN = "https://agents.example.com"   # as lib.server configures it


def names_no_origin(answer):
    return not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("status, change", [
    (401, {"key": "pk_wrong"}),
    (415, {"headers": {"Content-Type": "text/plain"}}),
    (400, {"text": "{"}),
    (422, {"text": "{}"}),
])
async def test_a_page_of_the_site_may_read_errors_too(desk, status, change):
    asked = {"key": desk.server.keys["www"]["publishable"], "text": "{}", "bad": True, **change}
    for origin in (ORIGIN, FOREIGN):
        headers = {"Origin": origin, **change.get("headers", {})}
        answer = await desk.http.ask("POST", "/v1/callbacks", **{**asked, "headers": headers})
        assert "Origin" in answer.headers["Vary"]
        if origin == ORIGIN:
            assert answer.status == status
            assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
            exposed = answer.headers["Access-Control-Expose-Headers"]
            assert {"Location", "Retry-After"} <= {name.strip() for name in exposed.split(",")}
        else:
            assert answer.status in (status, 403) and names_no_origin(answer)


async def test_a_page_may_not_read_what_other_keys_and_tokens_get(desk):
    callback = await desk.post()
    page = {"Origin": ORIGIN}
    path = f"/v1/callbacks/{callback['id']}"
    for key in (desk.key, await desk.token("sue")):
        answer = await desk.ask("GET", path, key=key, headers=page)
        assert answer.status == 200 and names_no_origin(answer)
    answer = await desk.ask("POST", "/v1/callbacks", desk.body(), headers=page)
    assert answer.status == 201 and names_no_origin(answer)


async def test_a_page_of_another_site_is_refused_and_reads_nothing(desk):
    for site, origin in (("www", "https://other.example.com"), ("other", ORIGIN), ("narrow", ORIGIN)):
        key = desk.server.keys[site]["publishable"]
        answer = await desk.ask("POST", "/v1/callbacks", desk.body(), key=key, headers={"Origin": origin})
        assert answer.status == 403 and names_no_origin(answer), (site, origin)


@pytest.mark.parametrize("path", [
    "/v1/callbacks/x/events", "/v1/sessions", "/v1/admin/definition"])
async def test_a_preflight_of_a_route_that_pages_may_not_use_allows_nothing(desk, path):
    async with desk.http.session.options(desk.server.url + path, headers={
            "Origin": ORIGIN, "Access-Control-Request-Method": "GET"}) as answer:
        assert answer.status == 204 and answer.headers["Allow"]
        assert names_no_origin(answer)


async def test_a_preflight_allows_the_methods_that_pages_use(desk):
    for path, method in (("/v1/callbacks", "POST"), ("/v1/queues/calm/estimate", "GET"),
                         ("/v1/queues/calm/slots", "GET"), ("/v1/callbacks/x", "GET, PATCH, DELETE")):
        answer = await desk.http.ask("OPTIONS", path, headers={
            "Origin": ORIGIN, "Access-Control-Request-Method": method})
        assert answer.headers["Access-Control-Allow-Methods"] == method
        allowed = {name.strip() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
        assert {"Authorization", "traceparent", "tracestate", "X-Requested-With"} <= allowed
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert int(answer.headers["Access-Control-Max-Age"]) > 0
        assert "Origin" in answer.headers["Vary"]


async def test_a_page_of_the_callbacks_site_manages_it_with_its_token(desk):
    posted = await desk.ask("POST", "/v1/callbacks", desk.body(), key=desk.server.keys["www"]["publishable"],
                            headers={"Origin": ORIGIN})
    token, path = posted.body["manage_token"], f"/v1/callbacks/{posted.body['id']}"
    for origin in (ORIGIN, "https://other.example.com", FOREIGN):
        for method, body, status in (("GET", None, 200), ("PATCH", {"attributes": {"a": 1}}, 200),
                                     ("PATCH", {"phone": "x"}, 422), ("DELETE", None, 200), ("DELETE", None, 200)):
            if origin != ORIGIN and method == "PATCH":
                continue   # the callback is cancelled already
            answer = await desk.ask(method, path, body, key=token, headers={"Origin": origin}, bad=True)
            assert answer.status == status, answer.text
            if origin == ORIGIN:
                assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
            else:
                assert names_no_origin(answer), origin


async def test_an_agents_page_logs_in_and_out_and_no_other_page_reads_that(desk):
    for origin, readable in ((AGENT_ORIGIN, True), (ORIGIN, False), (FOREIGN, False)):
        headers = {"Origin": origin}
        asked = await desk.http.ask("OPTIONS", "/v1/sessions", headers=headers)
        assert asked.headers.get("Access-Control-Allow-Methods") == ("POST, DELETE" if readable else None)
        right = {"login": "bob", "password": desk.server.passwords["bob"]}
        login = await desk.http.ask("POST", "/v1/sessions", right, headers=headers)
        wrong = await desk.http.ask("POST", "/v1/sessions", {"login": "bob", "password": "no"}, headers=headers)
        logout = await desk.ask("DELETE", "/v1/sessions", key=login.body["token"], headers=headers)
        assert (login.status, wrong.status, logout.status) == (201, 401, 204)
        for answer in (login, wrong, logout):
            assert answer.headers.get("Access-Control-Allow-Origin") == (origin if readable else None)
            assert not readable or "Origin" in answer.headers["Vary"]


def refused_requests(desk):
    key = desk.server.keys["www"]["publishable"]
    head = f"POST /v1/callbacks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n" \
           f"Content-Type: application/json\r\nOrigin: {ORIGIN}\r\n"
    yield "a body that is too large", 413, head + "Content-Length: 70000\r\n\r\n"
    yield "a broken chunk", 400, head + "Transfer-Encoding: chunked\r\n\r\nx\r\n"
    yield "half a body", 408, head + "Content-Length: 5\r\n\r\n{"
    yield "no such path", 404, f"GET /v1/none HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\n\r\n"
    yield "no such method", 405, f"PUT /v1/callbacks HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\n\r\n"
    yield "a broken target", 400, f"GET /v1/%zz HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\n\r\n"


async def test_refusals_from_before_the_routes_can_be_read_too(desk):
    for name, status, text in refused_requests(desk):
        for origin in (ORIGIN, FOREIGN):
            connection = await RawConnection.open(desk.server.url)
            await connection.send(text.replace(ORIGIN, origin))
            answer = await connection.answer()
            assert answer.status == status, name
            assert answer.headers.get("Access-Control-Allow-Origin") == (ORIGIN if origin == ORIGIN else None), name
            assert "Date" in answer.headers, name
            connection.close()


async def test_every_answer_is_dated(desk):
    callback = await desk.post()
    operator = urllib.request.urlopen(desk.server.operator_url + "/healthz", timeout=10)
    answers = [await desk.ask("GET", f"/v1/callbacks/{callback['id']}"), await desk.http.ask("GET", "/v1/none"),
               await desk.http.ask("OPTIONS", "/v1/callbacks"), operator]
    for answer in answers:
        at = email.utils.parsedate_to_datetime(answer.headers["Date"])
        assert abs(at.timestamp() - time.time()) < 5, answer.headers
