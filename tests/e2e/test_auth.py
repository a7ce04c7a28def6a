"""Tests of permissions: site keys, origins, sessions, roles, floods of guesses."""
import asyncio

from lib.site import ORIGIN
from lib.wait import until


def browser(origin=ORIGIN):
    return {"Origin": origin}


async def test_no_key_and_wrong_keys_are_401(desk):
    async with desk.http.session.post(desk.server.url + "/v1/callbacks", json=desk.body()) as answer:
        assert answer.status == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")
    for key in ("sk_" + "A" * 43, "pk_" + "A" * 43, "sk_", "x", desk.key + "x", desk.key[:-1], "ü"):
        answer = await desk.ask("POST", "/v1/callbacks", desk.body(), key=key)
        assert answer.status == 401, key
    for scheme in (f"Basic {desk.key}", desk.key, "Bearer", "Bearer  "):
        answer = await desk.http.ask("POST", "/v1/callbacks", desk.body(), headers={"Authorization": scheme})
        assert answer.status == 401, scheme


async def test_a_revoked_key_is_refused(desk):
    key = desk.server.new_key("www", "secret")
    callback = await desk.post(key=key)
    known = set(desk.server.done("key", "--list", "--site", "www").split())
    newer = desk.server.new_key("www", "secret")
    listed = desk.server.done("key", "--list", "--site", "www")
    assert key not in listed and newer not in listed
    key_id = next(word for line in listed.splitlines() for word in line.split()[:1] if word not in known)
    mistaken = desk.server.tool("key", "--revoke", newer)
    assert (mistaken.returncode, mistaken.stderr) == (1, "key: no key in use has this id: see --list\n")
    desk.server.done("key", "--revoke", key_id)

    async def refused():
        return (await desk.ask("GET", f"/v1/callbacks/{callback['id']}", key=newer)).status == 401
    await until(refused, "401 for a revoked key", 30)
    assert (await desk.ask("GET", f"/v1/callbacks/{callback['id']}", key=key)).status == 200


async def test_another_sites_callback_answers_as_an_unknown_one(desk):
    callback = await desk.post()
    key = desk.server.keys["other"]["secret"]
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/events")):
        theirs = await desk.ask(method, f"/v1/callbacks/{callback['id']}{path}", key=key)
        unknown = await desk.ask(method, f"/v1/callbacks/no-such{path}", key=key)
        assert (theirs.status, theirs.body) == (404, unknown.body)
    patched = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", {"attributes": {}}, key=key)
    assert patched.status == 404
    assert await desk.state(callback["id"]) == "queued"


async def test_a_publishable_key_creates_from_its_own_origin_and_does_nothing_else(desk):
    key = desk.server.keys["www"]["publishable"]
    made = await desk.ask("POST", "/v1/callbacks", desk.body(), key=key, headers=browser())
    assert made.status == 201
    assert made.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Location" in made.headers["Access-Control-Expose-Headers"]
    assert "Origin" in made.headers["Vary"]
    path = f"/v1/callbacks/{made.body['id']}"
    for method, place in (("GET", path), ("DELETE", path), ("GET", path + "/events")):
        assert (await desk.ask(method, place, key=key, headers=browser())).status == 403
    for origin in ("https://evil.example.com", "null", ORIGIN + ".evil.com", ORIGIN.upper(), "https://other.example.com"):
        answer = await desk.ask("POST", "/v1/callbacks", desk.body(), key=key, headers=browser(origin))
        assert answer.status == 403, origin
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_publishable_key_sets_no_priority(desk):
    key = desk.server.keys["www"]["publishable"]
    answer = await desk.ask("POST", "/v1/callbacks", desk.body(priority=1), key=key, headers=browser())
    assert answer.status == 422 and {field for field, _ in answer.wrong} == {"priority"}


async def test_a_preflight_tells_what_a_browser_may_do(desk):
    asked = {"Access-Control-Request-Method": "POST",
             "Access-Control-Request-Headers": "authorization, content-type, idempotency-key"}
    for path in ("/v1/callbacks", "/v1/queues/calm/estimate"):
        good = await desk.http.ask("OPTIONS", path, headers={**browser(), **asked})
        assert good.headers["Access-Control-Allow-Origin"] == ORIGIN
        allowed = good.headers["Access-Control-Allow-Headers"].lower()
        assert all(word in allowed for word in ("authorization", "content-type", "idempotency-key"))
        assert ("POST" if path == "/v1/callbacks" else "GET") in good.headers["Access-Control-Allow-Methods"]
        assert good.headers["Allow"]
        other = await desk.http.ask("OPTIONS", path, headers={**browser("https://evil.example.com"), **asked})
        assert "Access-Control-Allow-Origin" not in other.headers and other.headers["Allow"]


async def test_roles_decide_over_http(desk):
    callback = await desk.post()
    path = f"/v1/callbacks/{callback['id']}"
    alice, sam, sue = [await desk.token(login) for login in ("alice", "sam", "sue")]
    for method, place in (("GET", path), ("DELETE", path), ("GET", path + "/explain"), ("GET", path + "/events"),
                          ("GET", "/v1/admin/definition")):
        assert (await desk.ask(method, place, key=alice)).status == 403, place
    assert (await desk.ask("GET", path + "/explain", key=sam)).status == 200
    assert (await desk.ask("GET", path + "/events", key=sam)).status == 200
    assert (await desk.ask("GET", "/v1/admin/definition", key=sam)).status == 403
    assert (await desk.ask("GET", "/v1/admin/definition", key=sue)).status == 200
    assert (await desk.ask("GET", path + "/explain")).status == 403   # the key of a site
    for token in (alice, sam, sue):
        assert (await desk.ask("POST", "/v1/callbacks", desk.body(), key=token)).status == 403
    assert await desk.state(callback["id"]) == "queued"


# Tests of logging in and out.

async def test_a_login_gives_a_token_and_ends_no_other(desk):
    body = {"login": "alice", "password": desk.server.passwords["alice"]}
    answer = await desk.http.ask("POST", "/v1/sessions", body)
    assert answer.status == 201
    assert answer.body["user"] == {"login": "alice", "name": "Alice Agent", "roles": ["agent"]}
    desk.server.private[answer.body["token"]] = "a session token"
    alice = await desk.agent("alice", token=await desk.token("alice"))
    second = await desk.http.ask("POST", "/v1/sessions", body)
    assert second.body["token"] != answer.body["token"]
    assert (await alice.ready())["state"] == "ready"


async def test_a_wrong_login_and_a_wrong_password_answer_alike(desk):
    answers = [await desk.http.ask("POST", "/v1/sessions", {"login": login, "password": password})
               for login, password in (("alice", "wrong"), ("nobody", "wrong"), ("nobody", "x" * 1000))]
    assert [answer.status for answer in answers] == [401] * 3
    assert answers[0].body == answers[1].body == answers[2].body


async def test_a_session_request_names_its_wrong_fields(desk):
    for body, fields in (({}, {"login", "password"}), ({"login": "alice"}, {"password"}),
                         ({"login": 1, "password": "x"}, {"login"}), ({"login": "", "password": ""},
                                                                      {"login", "password"}),
                         ({"login": "a", "password": "b", "otp": 1}, {"otp"}),
                         ({"login": "a" * 201, "password": "b" * 1001}, {"login", "password"})):
        answer = await desk.http.ask("POST", "/v1/sessions", body, bad=True)
        assert (answer.status, {field for field, _ in answer.wrong}) == (422, fields), answer.text


async def test_logging_out_closes_the_websocket_and_ends_the_token(desk):
    alice = desk.visitor("alice")
    token = await alice.token(fresh=True)
    await alice.open(token=token)
    answer = await desk.ask("DELETE", "/v1/sessions", key=token)
    assert answer.status == 204
    assert await alice.closed() == 4401
    assert (await desk.ask("DELETE", "/v1/sessions", key=token)).status == 401
    again = await desk.visitor("alice").connect()
    assert (await again.refused("session.open", token=token)).reason == "unauthenticated"


async def test_only_users_have_sessions_to_end(desk):
    callback = await desk.post()
    for key in (desk.key, callback["manage_token"]):
        assert (await desk.ask("DELETE", "/v1/sessions", key=key)).status == 403
    assert (await desk.http.ask("DELETE", "/v1/sessions")).status == 401


async def test_a_flood_of_bad_tokens_is_refused_and_keeps_nobody_out(own_desk):
    """All requests come from one address, for example from an office in which somebody tries tokens."""
    desk = own_desk
    await desk.post()
    old = await desk.token("bob")   # from before the restart; this server has not seen it yet
    await desk.server.restart()
    bad = [f"sk_{index:043}" for index in range(300)]
    room = asyncio.Semaphore(200)   # so many requests at a time: fewer than one address may have connections

    async def ask(key):
        async with room:
            return await desk.ask("POST", "/v1/callbacks", desk.body(), key=key)
    answers, good = await asyncio.gather(
        asyncio.gather(*(ask(key) for key in bad * 2)),
        asyncio.gather(*(desk.post() for _ in range(20))))
    assert {answer.status for answer in answers} == {401, 429} and len(good) == 20
    limited = [answer for answer in answers if answer.status == 429]
    assert {answer.code for answer in limited} == {"limit_reached"}
    assert "bad_tokens_per_minute" in limited[0].body["detail"] and int(limited[0].headers["Retry-After"]) >= 1
    assert sum(answer.status == 401 for answer in answers) < 2 * 80
    await asyncio.gather(*(ask(f"sk_1{index:042}") for index in range(100)))   # after these, the source has no look-up left
    for token in (old, await desk.visitor("bob").token(fresh=True), desk.server.new_key("www", "secret")):
        if token.startswith("sk_"):   # a key that a command made is known within two seconds
            await until(lambda: known(desk, token), "a new key", 5)
            continue
        agent = await desk.visitor("bob").connect(token=token)
        assert (await agent.call("session.open"))["agent"]["login"] == "bob"
        await agent.leave()


async def known(desk, key):
    return (await desk.ask("GET", "/v1/queues/calm/estimate", key=key)).status == 200


async def test_a_flood_of_logins_is_answered_whole(own_desk):
    desk = own_desk
    await desk.token("sue")

    async def guess(number):
        body = {"login": f"nobody{number}", "password": "guess"}
        return (await desk.http.ask("POST", "/v1/sessions", body)).status
    statuses = await asyncio.gather(*(guess(number) for number in range(200)))
    assert 401 in statuses and set(statuses) <= {401, 503}   # 503: not checked within ten seconds


async def test_guesses_for_one_login_are_checked_one_by_one_even_all_at_once(own_desk):
    desk = own_desk
    loop = asyncio.get_running_loop()
    began, times = loop.time(), []

    async def guess():
        status = (await desk.http.ask("POST", "/v1/sessions", {"login": "bob", "password": "guess"})).status
        if status == 401:
            times.append(loop.time() - began)
        return status
    statuses = await asyncio.gather(*(guess() for _ in range(40)))
    assert set(statuses) == {401, 503}
    assert 3 <= len(times) <= 6   # three at once, then after 1, 2 and 4 s; no login waits longer than 10 s
    assert all(later - earlier >= 0.9 for earlier, later in zip(times[2:], times[3:]))
