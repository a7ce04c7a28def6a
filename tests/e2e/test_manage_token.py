"""How long a customer's manage token is good: until 30 days after the end of its callback, or until it is made void."""


async def look(desk, callback):
    return await desk.ask("GET", f"/v1/callbacks/{callback['id']}", key=callback["manage_token"])


async def make_void(desk, callback, key=None):
    return await desk.ask("DELETE", f"/v1/callbacks/{callback['id']}/manage_token", key=key)


async def test_the_site_makes_a_token_void_and_no_other_is_made(desk):
    headers, body = {"Idempotency-Key": "void-1"}, desk.body()
    callback = (await desk.ask("POST", "/v1/callbacks", body, headers=headers)).body
    assert (await look(desk, callback)).status == 200
    for _ in range(2):
        assert (await make_void(desk, callback)).status == 204
    for method, change in (("GET", None), ("PATCH", {"attributes": {}}), ("DELETE", None)):
        answer = await desk.ask(method, f"/v1/callbacks/{callback['id']}", change, key=callback["manage_token"])
        assert (answer.status, answer.code) == (401, "unauthenticated")
    again = await desk.ask("POST", "/v1/callbacks", body, headers=headers)
    assert (again.status, again.body["id"]) == (201, callback["id"])
    assert "manage_token" not in again.body
    assert desk.database.event_types(callback["id"]).count("manage_token_voided") == 1


async def test_a_supervisor_makes_a_token_void_of_a_callback_that_is_over(desk):
    callback = await desk.post()
    await desk.cancel(callback["id"])
    assert (await look(desk, callback)).status == 200
    for _ in range(2):
        assert (await make_void(desk, callback, await desk.token("sue"))).status == 204
    assert (await look(desk, callback)).status == 401
    assert [event["type"] for event in await desk.history(callback["id"])][-2:] == ["cancelled", "manage_token_voided"]


async def test_others_make_no_token_void(desk):
    callback = await desk.post()
    keys = desk.server.keys
    assert (await make_void(desk, callback, keys["other"]["secret"])).status == 404
    assert (await make_void(desk, callback, callback["manage_token"])).status == 403
    assert (await make_void(desk, callback, keys["www"]["publishable"])).status == 403
    assert (await make_void(desk, callback, await desk.token("alice"))).status == 403
    assert (await look(desk, callback)).status == 200


async def test_a_token_ends_30_days_after_its_callback(desk):
    callback = await desk.post()
    await desk.cancel(callback["id"])

    async def ended_before(days):
        changed = desk.database.rows("UPDATE callback SET ended_at = ended_at - %s * interval '1 day' WHERE id = %s "
                                     "RETURNING id", days, callback["id"])
        assert changed
        return (await look(desk, callback)).status
    assert await ended_before(29) == 200
    assert await ended_before(2) == 401
    # A callback that ended before the column ended_at existed has NULL in it. Then the events of the callback say when
    # it ended.
    stored = desk.database.callback(callback["id"])["ended_at"]
    assert desk.database.rows("UPDATE callback SET ended_at = NULL WHERE id = %s RETURNING id", callback["id"])
    assert (await look(desk, callback)).status == 200
    assert desk.database.rows("UPDATE callback SET ended_at = %s WHERE id = %s RETURNING id", stored, callback["id"])
    assert await ended_before(-31) == 200
