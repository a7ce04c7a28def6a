"""Nothing can be asked without end: each route and method is asked until it is refused, and what must go on goes on."""
import time

import pytest

from lib.agent import Refused
from lib.desk import Desk
from lib.server import Server
from lib.site import ORIGIN, shared_site

BROWSER = {"Origin": ORIGIN}
MORE_THAN_ANY = 1500


@pytest.fixture(name="strangers")
def _strangers(postgres):
    """A server of its own: what a source may read is counted over all that it asks."""
    server = Server(postgres, shared_site()).start()
    yield Desk(server)
    server.end()


async def until_refused(ask):
    """How often it was answered otherwise, and the refusal."""
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


async def test_every_route_that_a_stranger_may_use_comes_to_an_end(strangers):
    desk = strangers
    site = desk.server.keys["www"]["publishable"]
    callback = await desk.post()
    token = callback["manage_token"]
    path = f"/v1/callbacks/{callback['id']}"
    answer = await desk.ask("GET", "/v1/queues/calm/estimate", key=site, headers=BROWSER)
    assert answer.status == 200
    asks = {
        "read": lambda _: desk.ask("GET", path, key=token),
        "change": lambda _: desk.ask("PATCH", path, {"attributes": {"x": "y" * 9000}}, key=token),
        "cancel": lambda _: desk.ask("DELETE", path, key=token),
    }
    for name, ask in asks.items():
        times, refused = await until_refused(ask)
        assert 59 <= times <= 80, name   # the estimate was a read
        assert int(refused.headers["Retry-After"]) >= 1
    for question in ("/v1/queues/calm/estimate", "/v1/queues/slotted/slots"):   # the same reads
        times, refused = await until_refused(
            lambda _, question=question: desk.ask("GET", question, key=site, headers=BROWSER))
        assert times <= 20   # what came back meanwhile
        assert refused.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert (await desk.ask("GET", path)).status == 200   # the site's own server
    assert (await desk.ask("GET", "/v1/queues/calm/estimate")).status == 200


async def test_an_administrator_comes_to_an_end_too(own_desk):
    desk = own_desk
    key = await desk.token("sue")
    times, refused = await until_refused(lambda _: desk.ask("GET", "/v1/admin/definition", key=key))
    assert times >= 600 and int(refused.headers["Retry-After"]) >= 1


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
    """With a tenth of the limit: the whole one is above what a connection may send at once."""
    server = Server(postgres, shared_site(), "[limits]\nagent_changes_per_minute = 12\n").start()
    try:
        async with Desk(server) as desk:
            alice = await desk.agent("alice")
            _, hand = await in_hand(desk, alice)
            for method, more, most in (("interaction.get", {}, 140), ("party.actions", {}, 40),
                                       ("consultation.start", {"target": {"kind": "queue", "id": "calm"}}, 14),
                                       ("call.transfer", {"target": {"kind": "queue", "id": "calm"}}, 3),
                                       ("call.send_dtmf", {"digits": "1"}, 14)):
                assert await until_limit(alice, method, **hand, **more) <= most, method
            await alice.call("interaction.release", **hand)
    finally:
        server.end()


async def test_0_is_no_limit_for_benches(postgres):
    server = Server(postgres, shared_site(), "[limits]\nagent_changes_per_minute = 0\nreads_per_source_per_minute = 0\n").start()
    try:
        async with Desk(server) as desk:
            alice = await desk.agent("alice")
            callback, hand = await in_hand(desk, alice)
            for version in range(150):
                await alice.call("interaction.set_note", **hand, text="n", version=version)
            for _ in range(80):
                answer = await desk.ask("GET", f"/v1/callbacks/{callback['id']}", key=callback["manage_token"])
                assert answer.status == 200
            await alice.call("interaction.mark_done", **hand)
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
