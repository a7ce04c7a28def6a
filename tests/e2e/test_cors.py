"""What a browser lets a page read: answers to the site's own origins, errors among them, and nothing else."""
import pytest

from lib.site import ORIGIN

FOREIGN = "https://evil.example.com"


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
    for key in (desk.key, callback["manage_token"], await desk.token("sue")):
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
    "/v1/callbacks/x", "/v1/callbacks/x/events", "/v1/sessions", "/v1/admin/definition"])
async def test_a_preflight_of_what_pages_may_not_use_allows_nothing(desk, path):
    async with desk.http.session.options(desk.server.url + path, headers={
            "Origin": ORIGIN, "Access-Control-Request-Method": "GET"}) as answer:
        assert answer.status == 204 and answer.headers["Allow"]
        assert names_no_origin(answer)


async def test_a_preflight_allows_the_one_method_that_pages_use(desk):
    for path, method in (("/v1/callbacks", "POST"), ("/v1/queues/calm/estimate", "GET")):
        answer = await desk.http.ask("OPTIONS", path, headers={
            "Origin": ORIGIN, "Access-Control-Request-Method": method})
        assert answer.headers["Access-Control-Allow-Methods"] == method
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert int(answer.headers["Access-Control-Max-Age"]) > 0
        assert "Origin" in answer.headers["Vary"]
