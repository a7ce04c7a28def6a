"""Tests that every route and every method has a limit. Each one is asked until it is refused. What must not be
limited still works."""
import contextlib
import itertools
import os
import time

import aiohttp
import pytest

from lib import contract
from lib.agent import CHANNEL, Agent, Refused
from lib.desk import Desk
from lib.server import copied_server
from lib.site import ORIGIN, shared_site

BROWSER = {"Origin": ORIGIN}
MORE_THAN_ANY = 1500
REPEATED = "3f0c9f04-1a4b-4f0e-9a53-7d4c1f6b2e11"


@pytest.fixture(name="strangers")
def _strangers(postgres):
    """A desk with a server of its own, because a server counts all reads of a source together."""
    server = copied_server(postgres, shared_site()).start()
    yield Desk(server)
    server.end()


async def until_refused(ask):
    """Asks again and again until a request is refused. Returns how many answers came before the refusal, and the
    refusal."""
    for times in range(MORE_THAN_ANY):
        answer = await ask(times)
        if answer.status == 429:
            assert answer.code == "limit_reached", answer.text
            return times, answer
    raise AssertionError(f"never refused: {answer.status} {answer.text}")


async def patch(desk, callback, key, **change):
    return await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", change, key=key)


def attributes(times):
    return {"attributes": {"topic": f"topic {times}"}}


async def test_a_callback_is_changed_ten_times_at_once_by_token_and_by_key_apart(own_desk):
    desk = own_desk
    callback = await desk.post()
    for key in (callback["manage_token"], desk.key):
        times, refused = await until_refused(lambda n, key=key: patch(desk, callback, key, **attributes(n)))
        assert times == 10 and 1 <= int(refused.headers["Retry-After"]) <= 6
        assert "changes_per_minute" in refused.body["detail"]
    await desk.server.restart()
    assert (await patch(desk, callback, callback["manage_token"], **attributes(99))).status == 429
    assert (await patch(desk, callback, await desk.token("sue"), **attributes(98))).status == 200
    assert (await desk.cancel(callback["id"], callback["manage_token"])).status == 200


async def test_a_fourth_number_is_refused_for_good_and_says_so(own_desk):
    desk = own_desk
    callback = await desk.post("lax")
    for last in range(3):
        answer = await patch(desk, callback, callback["manage_token"], phone=f"+44207946010{last}")
        assert answer.status == 200, answer.text
    refused = await patch(desk, callback, callback["manage_token"], phone="+442079460109")
    assert (refused.status, refused.code) == (429, "limit_reached")
    assert "number_changes_per_callback" in refused.body["detail"]
    assert "Retry-After" not in refused.headers


def drives(desk, callback, sue):
    """How to ask each route of the contract, except /v1/sessions, again and again: {(method, path pattern): functions
    that send a request}. A route has several functions if different limits count for it."""
    token, page = callback["manage_token"], desk.server.keys["www"]["publishable"]
    path = f"/v1/callbacks/{callback['id']}"
    item = "/v1/admin/queues/calm"

    def asked(method, path, key, body=None, **more):
        return lambda _: desk.ask(method, path, body, key=key, headers=BROWSER if key == page else None, **more)

    def repeated(_):
        return desk.ask("POST", "/v1/callbacks", repeat, key=page, headers={"Idempotency-Key": REPEATED})

    repeat = desk.body("lax")
    return {
        ("POST", "/v1/callbacks"): [asked("POST", "/v1/callbacks", page, {"queue": "nowhere"}, bad=True), repeated],
        ("GET", "/v1/callbacks/[^/]+"): [asked("GET", path, token), asked("GET", path, sue)],
        ("PATCH", "/v1/callbacks/[^/]+"): [asked("PATCH", path, token, {"attributes": {"x": "y" * 9000}}),
                                           asked("PATCH", path, desk.key, attributes(1))],
        ("DELETE", "/v1/callbacks/[^/]+"): [asked("DELETE", path, token)],
        ("GET", "/v1/callbacks/[^/]+/events"): [asked("GET", f"{path}/events", sue)],
        ("GET", "/v1/callbacks/[^/]+/explain"): [asked("GET", f"{path}/explain", sue)],
        ("DELETE", "/v1/callbacks/[^/]+/manage_token"): [asked("DELETE", f"{path}/manage_token", sue)],
        ("GET", "/v1/queues/[^/]+/estimate"): [asked("GET", "/v1/queues/calm/estimate", page)],
        ("GET", "/v1/queues/[^/]+/slots"): [asked("GET", "/v1/queues/slotted/slots", page)],
        ("GET", "/v1/admin/definition"): [asked("GET", "/v1/admin/definition", sue)],
        ("PUT", "/v1/admin/definition"): [asked("PUT", "/v1/admin/definition?dry_run=true", sue, desk.server.definition)],
        ("GET", f"/v1/admin/{contract.KINDS}"): [asked("GET", "/v1/admin/queues", sue)],
        ("GET", f"/v1/admin/{contract.KINDS}/[^/]+"): [asked("GET", item, sue)],
        ("PUT", f"/v1/admin/{contract.KINDS}/[^/]+"): [asked("PUT", f"{item}?dry_run=true", sue, {"name": "calm"}, bad=True)],
        ("DELETE", f"/v1/admin/{contract.KINDS}/[^/]+"): [asked("DELETE", f"{item}?dry_run=true", sue)],
    }


async def test_every_route_of_the_contract_comes_to_an_end(strangers):
    desk = strangers
    callback = await desk.post("lax")
    asks = drives(desk, callback, await desk.token("sue"))
    ended_once = {("DELETE", "/v1/sessions")}   # after this request the token is no longer good
    slowed_down = {("POST", "/v1/sessions")}   # its answers are delayed: see test_login_floods
    assert set(asks) | ended_once | slowed_down == {row[:2] for row in contract.ROUTES if row[0] != "OPTIONS"}
    for route, each in asks.items():
        for ask in each:
            _, refused = await until_refused(ask)
            assert int(refused.headers["Retry-After"]) >= 1, route
    path = f"/v1/callbacks/{callback['id']}"
    assert (await desk.ask("GET", path)).status == 200   # the site's own server is still answered
    assert (await desk.ask("GET", "/v1/queues/calm/estimate")).status == 200
    assert (await desk.post())["state"] == "queued"
    assert (await desk.cancel((await desk.post())["id"], await desk.token("sue"))).status == 200
    figures = desk.server.operator("/metrics")[1]
    for limit in ("reads_per_minute", "attempts_per_minute", "changes_per_minute", "user_requests_per_minute"):
        counted = next(line for line in figures.splitlines()
                       if line.startswith(f'callbackd_limits_reached_total{{limit="{limit}"}}'))
        assert int(counted.rpartition(" ")[2]) >= 1, counted


async def test_tokens_that_nobody_knows_come_to_an_end_wherever_they_are_shown(strangers):
    desk = strangers
    numbers = itertools.count()

    def unknown():
        return f"us_{next(numbers):043}"
    times, _ = await until_refused(lambda _: desk.ask("GET", "/v1/admin/definition", key=unknown()))
    assert 60 <= times <= 80
    with pytest.raises(aiohttp.WSServerHandshakeError) as handshake:
        for _ in range(10):   # some of the limit comes back in the meantime
            with contextlib.suppress(Unauthenticated):
                await upgrade(desk, unknown())
    assert handshake.value.status == 429 and int(handshake.value.headers["Retry-After"]) >= 1
    while True:
        stranger = await desk.visitor("alice").connect()
        refused = await stranger.refused("session.open", token=unknown())
        if refused.reason == "limit_reached":
            break
        assert await stranger.closed() == 4401
    assert refused.data["retry_after_seconds"] >= 1
    assert await stranger.closed() == 4429
    await desk.agent("alice")   # her good token still works from the same address


class Unauthenticated(Exception):
    pass


async def upgrade(desk, token):
    try:
        await desk.visitor("alice").connect(token=token)
    except aiohttp.WSServerHandshakeError as refused:
        if refused.status == 401:
            raise Unauthenticated from None
        raise


async def test_posts_that_a_limit_refuses_ask_the_database_only_so_often(strangers):
    """For each of these posts the server looks for the Idempotency-Key in the database before it refuses the post."""
    desk = strangers
    page = desk.server.keys["limited"]["publishable"]
    accepted = {"Idempotency-Key": REPEATED}
    body = desk.body(phone="+442071230001", queue="lax")
    first = await desk.ask("POST", "/v1/callbacks", body, key=page, headers=accepted)
    assert first.status == 201

    async def post(times):
        key = {"Idempotency-Key": f"{REPEATED}-{times}"}
        return await desk.ask("POST", "/v1/callbacks", desk.body(phone="+442071230001", queue="lax"), key=page, headers=key)
    for times in range(MORE_THAN_ANY):
        answer = await post(times)
        if answer.status == 429 and answer.code == "limit_reached":
            break
        if times == 30:   # in between, a repeat of an accepted post still gets its answer
            again = await desk.ask("POST", "/v1/callbacks", body, key=page, headers=accepted)
            assert (again.status, again.body["id"]) == (201, first.body["id"])
    assert "attempts_per_minute" in answer.body["detail"]
    assert 55 <= times <= 90


async def test_reads_changes_and_cancels_of_a_source_are_counted_apart(strangers):
    desk = strangers
    callback = await desk.post()
    token, page = callback["manage_token"], desk.server.keys["www"]["publishable"]
    path = f"/v1/callbacks/{callback['id']}"
    asks = [lambda _: desk.ask("GET", path, key=token),
            lambda _: desk.ask("PATCH", path, {"attributes": {"x": "y" * 9000}}, key=token),
            lambda _: desk.ask("DELETE", path, key=token),
            lambda _: desk.ask("POST", "/v1/callbacks", {"queue": "nowhere"}, key=page, bad=True)]
    for ask in asks:
        times, _ = await until_refused(ask)
        assert 60 <= times <= 80   # some of the limit came back in the meantime
    refused = await desk.ask("GET", "/v1/queues/calm/estimate", key=page, headers=BROWSER)
    assert refused.status in (200, 429)
    if refused.status == 429:   # a web page must be able to read the refusal
        assert refused.headers["Access-Control-Allow-Origin"] == ORIGIN


async def test_an_estimate_is_at_most_a_second_old_for_a_page(strangers):
    desk = strangers
    site = desk.server.keys["www"]["publishable"]

    async def position(key, headers=None):
        answer = await desk.ask("GET", "/v1/queues/calm/estimate", key=key, headers=headers)
        return answer.body["position"]

    begin = time.monotonic()
    assert await position(site, BROWSER) == 1
    await desk.post()
    assert await position(desk.key) == 2
    for _ in range(50):
        if await position(site, BROWSER) == 2:
            break
    else:
        assert time.monotonic() - begin < 1.0


async def in_hand(desk, agent):
    callback = await desk.post()
    return callback, await agent.accepted(callback["id"])


async def until_limit(agent, method, **params):
    for times in range(MORE_THAN_ANY):
        try:
            await agent.call(method, **params)
        except Refused as refused:
            if refused.reason == "limit_reached":
                assert refused.data["retry_after_seconds"] >= 1
                return times
    raise AssertionError(f"{method} is never refused")


async def test_an_agents_changes_come_to_an_end_and_her_work_does_not(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    _, hand = await in_hand(desk, alice)
    version, written = 0, 0
    while True:
        try:
            await alice.call("interaction.set_note", **hand, text="n" * 16384, version=version)
        except Refused as refused:
            assert refused.reason == "limit_reached" and refused.data["retry_after_seconds"] >= 1
            break
        version, written = version + 1, written + 16384
    assert 256 * 1024 <= written <= 512 * 1024
    assert await until_limit(alice, "call.send_dtmf", **hand, digits="1") <= 240
    assert (await alice.refused("interaction.set_disposition", **hand, code="sold")).reason == "limit_reached"
    assert (await alice.call("interaction.mark_done", **hand))["state"] == "completed"
    await alice.not_ready()
    await alice.ready()
    again, hand = await in_hand(desk, alice)
    assert await desk.state(again["id"]) == "active"
    assert (await alice.call("interaction.mark_done", **hand))["state"] == "completed"


async def test_calls_and_reads_of_an_agent_come_to_an_end_apart_from_changes(postgres):
    """The server has a tenth of the usual limit. With the usual limit, this test would need more requests than a
    connection may send in so short a time."""
    server = copied_server(postgres, shared_site(), "[limits]\nagent_changes_per_minute = 12\n").start()
    try:
        async with Desk(server) as desk:
            alice = await desk.agent("alice")
            _, hand = await in_hand(desk, alice)
            for method, more, most in (("interaction.get", {}, 140), ("party.actions", {}, 40),
                                       ("consultation.start", {"target": {"kind": "queue", "id": "calm"}}, 14),
                                       ("call.transfer", {"target": {"kind": "queue", "id": "calm"}}, 3),
                                       ("consultation.start", {"target": {"kind": "contact", "id": UNKNOWN}}, 14),
                                       ("call.send_dtmf", {"digits": "1"}, 14)):
                assert await until_limit(alice, method, **hand, **more) <= most, method
            await alice.call("interaction.release", **hand)
    finally:
        server.end()


UNKNOWN = "01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10"   # the id of no contact
NEVER_REFUSED_METHODS = (
    "session.ping", "agent.set_state", "offer.accept", "offer.reject", "interaction.mark_done", "interaction.release",
    "call.end", "call.hold", "call.resume", "call.drop_party",
    "consultation.accept", "consultation.decline", "consultation.end",
    "session.close")   # the last one, because it ends the connection


# For interaction.reschedule, a time that the server refuses because it is too far ahead. The server would accept the
# time in the example of the schema.
NOT_AS_IN_THE_EXAMPLE = {"interaction.reschedule": {"when": {"not_before": "2031-01-01T10:00:00Z"}}}


def about_none(method):
    """Good parameters that name a thing that does not exist: the parameters in the example of the method's schema.
    request_id is left out, so that each request is a new one."""
    params = contract.examples(f"ws.request.{method}")[0].get("params", {}) | NOT_AS_IN_THE_EXAMPLE.get(method, {})
    return {name: value for name, value in params.items() if name != "request_id"}


async def test_every_method_of_the_contract_comes_to_an_end_or_is_one_that_work_waits_for(postgres):
    """The server has a tenth of the usual limit. With the usual limit, this test would need more requests than a
    connection may send in so short a time."""
    methods = {name.removeprefix("ws.request.").removesuffix(".json") for name in os.listdir(contract.SCHEMAS)
               if name.startswith("ws.request.")}
    counted = sorted(methods - set(NEVER_REFUSED_METHODS) - {"session.open"})
    assert methods >= set(NEVER_REFUSED_METHODS) and "party.actions" in counted
    server = copied_server(postgres, shared_site(), "[limits]\nagent_changes_per_minute = 12\n").start()
    try:
        async with Desk(server) as desk:
            alice, bob = await desk.agent("alice", ready=False), await desk.agent("bob", ready=False)
            for method in counted:
                assert await until_limit(alice, method, **about_none(method)) <= 140, method
            for method in NEVER_REFUSED_METHODS:
                # Sends more requests than agent_changes_per_minute allows. Only session.close is sent once, because it
                # ends the connection.
                for times in range(1 if method == "session.close" else 14):
                    answer = await bob.ask(method, about_none(method))
                    assert answer.get("error", {}).get("data", {}).get("reason") != "limit_reached", (method, times)
            carol = Agent(desk.server, desk.http, "carol")
            for times in range(MORE_THAN_ANY):
                try:
                    await carol.open()
                except Refused as refused:
                    assert refused.reason == "limit_reached" and times >= 12
                    break
                await carol.leave()
    finally:
        server.end()


async def test_0_is_no_limit_for_benches(postgres):
    server = copied_server(postgres, shared_site(), "[limits]\nagent_changes_per_minute = 0\nreads_per_source_per_minute = 0\n").start()
    try:
        async with Desk(server) as desk:
            alice = await desk.agent("alice")
            callback, hand = await in_hand(desk, alice)
            for version in range(150):
                await alice.call("interaction.set_note", **hand, text="n", version=version)
            for _ in range(80):
                answer = await desk.ask("GET", f"/v1/callbacks/{callback['id']}", key=callback["manage_token"])
                assert answer.status == 200
            unknown = {"kind": "contact", "id": UNKNOWN}
            await alice.call("interaction.mark_done", **hand)
            bob = await desk.agent("bob", ready=False)   # a new connection, which has sent no messages yet
            for _ in range(150):
                refused = await bob.refused("consultation.start", interaction_id="x", target=unknown)
                assert refused.reason == "not_found"
    finally:
        server.end()


async def test_a_flood_of_changes_is_told_to_the_agent_four_times_a_second_at_most(own_desk):
    desk = own_desk
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice)
    eve = await desk.token("sue")
    before = len([1 for _ in alice.unread("interaction.updated")])
    begin = time.monotonic()
    for times in range(200):
        answer = await patch(desk, callback, eve, **attributes(times))
        assert answer.status == 200, answer.text
    last = await alice.told("interaction.updated", lambda params: "topic 199" in str(params))
    took = time.monotonic() - begin
    told = len([1 for _ in alice.unread("interaction.updated")]) - before + 1
    assert last and told <= 4 * took + 3, f"{told} in {took:.1f} s"
    await alice.call("interaction.mark_done", **hand)


async def test_versions_that_nobody_saw_are_dropped_and_the_others_kept(own_desk):
    desk = own_desk
    eve = await desk.token("sue")
    callback = await desk.post()
    for times in range(5):
        assert (await patch(desk, callback, eve, **attributes(times))).status == 200

    def versions():
        return [row["version"] for row in desk.database.rows(
            "SELECT version FROM callback_person WHERE callback_id = %s ORDER BY 1", callback["id"])]

    assert versions() == [1, 2, 3, 4, 5, 6]
    desk.database.rows("SELECT maintain(now())")
    assert versions() == [1, 6]
    alice = await desk.agent("alice")
    hand = await alice.accepted(callback["id"])
    for times in range(5, 8):
        assert (await patch(desk, callback, eve, **attributes(times))).status == 200
    await alice.call("interaction.mark_done", **hand)
    desk.database.rows("SELECT maintain(now())")
    assert versions() == [1, 6, 7, 8, 9]
