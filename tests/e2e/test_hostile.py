"""Hostile JSON in every kind of request: it is refused with the name of the fault. The connection goes on where that
is allowed."""
import json

import pytest

from lib.agent import CHANNEL
from lib.http import RawConnection

# Texts that are not strict JSON. Each of them is sent as the body of a request and as a message of an agent.
MALFORMED = {
    "nothing": b"", "half": b'{"a":{}', "two values": b"{}{}", "deep objects": b'{"a":' * 3000 + b"1" + b"}" * 3000,
    "deep arrays": b"[" * 20000, "duplicate key": b'{"a":1,"a":2}', "duplicate key by escape": b'{"a":1,"\\u0061":2}',
    "duplicate key inside": b'{"a":{"b":[{"c":1,"c":1}]}}', "not UTF-8": b'{"a":"\xff"}', "overlong": b'{"a":"\xc0\xaf"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}', "half a surrogate pair": b'{"a":"\\ud800"}',
    "NUL byte": b'{"a":"\x00"}', "NUL byte first": b"\x00{}", "number without end": b'{"a":1e999}',
    "number below all": b'{"a":-1e999}', "many digits": b'{"a":1' + b"0" * 400 + b"}", "NaN": b'{"a":NaN}',
    "leading zero": b'{"a":00}', "byte order mark": b"\xef\xbb\xbf{}", "comment": b"{}//", "trailing comma": b'{"a":1,}',
}
NOT_UTF8 = {"not UTF-8", "overlong", "surrogate in UTF-8"}   # for these, the WebSocket closes with 1007
BODIES = [("POST", "/v1/callbacks"), ("PATCH", "/v1/callbacks/{id}"), ("POST", "/v1/sessions"),
          ("PUT", "/v1/admin/definition")]


def head(method, path, key, length):
    return (f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n").encode()


@pytest.mark.parametrize("method, path", BODIES)
async def test_malformed_json_is_400_on_every_route_and_the_connection_goes_on(desk, method, path):
    callback = await desk.post()
    key = await desk.token("sue") if "callbacks" not in path or method == "PATCH" else desk.key
    path = path.format(id=callback["id"])
    before = desk.database.counts()
    connection = await RawConnection.open(desk.server.url)
    for name, text in MALFORMED.items():
        await connection.send(head(method, path, key, len(text)) + text)
        answer = await connection.answer()
        assert (answer.status, answer.code) == (400, "malformed_json"), (name, answer.text)
    await connection.send(head("GET", f"/v1/callbacks/{callback['id']}", desk.key, 0))
    assert (await connection.answer()).body["id"] == callback["id"]
    connection.close()
    assert desk.database.counts() == before


NUL = [
    ("POST", "/v1/callbacks", {"queue": "ca\0lm", "contact": {"phone": "+442079460123"}}, {"queue"}),
    ("POST", "/v1/callbacks", {"queue": "calm", "contact": {"phone": "+442079460123\0"}}, {"contact.phone"}),
    ("POST", "/v1/callbacks", {"queue": "calm", "contact": {"phone": "+442079460123", "name": "a\0"}}, {"contact.name"}),
    ("POST", "/v1/callbacks", {"queue": "calm", "contact": {"phone": "+442079460123"},
                               "attributes": {"a": {"b": ["\0"]}}}, {"attributes.a.b"}),
    ("POST", "/v1/callbacks", {"queue": "calm", "contact": {"phone": "+442079460123"},
                               "attributes": {"a\0": 1}}, {"attributes"}),
    ("PATCH", "/v1/callbacks/{id}", {"attributes": {"a": "\0"}}, {"attributes.a"}),
    ("POST", "/v1/sessions", {"login": "ali\0ce", "password": "x"}, {"login"}),
    ("POST", "/v1/sessions", {"login": "alice", "password": "x\0"}, {"password"}),
    ("PUT", "/v1/admin/definition?dry_run=true", {"company": {"name": "a\0"}}, {"company.name"}),
]


@pytest.mark.parametrize("method, path, body, fields", NUL, ids=str)
async def test_an_escaped_nul_is_a_rule_of_its_field(desk, method, path, body, fields):
    callback = await desk.post()
    key = await desk.token("sue") if "admin" in path else desk.key
    before = desk.database.counts()
    answer = await desk.ask(method, path.format(id=callback["id"]), body, key=key, bad=True)
    assert (answer.status, answer.code) == (422, "invalid_fields"), answer.text
    assert answer.wrong >= {(field, "format") for field in fields}
    assert {field for field, _ in answer.wrong} == fields
    assert desk.database.counts() == before


@pytest.mark.parametrize("number", ["1e300", "-1e300", "1" + "0" * 30, "-" + "9" * 30, "1e18", "0.1e-300", "18446744073709551616"])
async def test_a_huge_number_is_a_broken_rule_or_kept_as_it_is(desk, number):
    body = json.dumps(desk.body())[:-1]
    answer = await desk.ask("POST", "/v1/callbacks", text=body + f', "priority": {number}}}')
    assert answer.status == 422 and {field for field, _ in answer.wrong} == {"priority"}, answer.text
    body = desk.body()
    del body["attributes"]
    answer = await desk.ask("POST", "/v1/callbacks", text=json.dumps(body)[:-1] + f', "attributes": {{"n": {number}}}}}')
    assert answer.status == 201, answer.text
    kept = desk.database.person(answer.body["id"])["attributes"]["n"]
    assert float(kept) == float(number)


async def test_attributes_stay_within_their_limit_however_they_are_changed(desk):
    callback = await desk.post()
    path = f"/v1/callbacks/{callback['id']}"

    async def patch(attributes):
        return await desk.ask("PATCH", path, {"attributes": attributes})
    assert (await patch({"a": "x" * 4000})).status == 200
    assert (await patch({"b": "x" * 4000})).status == 200
    before = desk.database.person(callback["id"])
    over = await patch({"c": "x" * 400})
    assert (over.status, over.wrong) == (422, {("attributes", "too_large")})
    assert desk.database.person(callback["id"]) == before
    assert (await patch({"a": None, "c": "x" * 400})).status == 200
    assert (await patch({"d": "x" * 8192})).status == 422


# Tests of the messages of agents.

@pytest.mark.parametrize("name", [name for name in MALFORMED if name not in NOT_UTF8])
async def test_a_malformed_message_is_32700_and_the_session_goes_on(desk, name):
    alice = await desk.agent("alice", ready=False)
    answer = await alice.send_text(MALFORMED[name].decode())
    assert (answer["error"]["code"], answer["id"]) == (-32700, None), answer
    assert (await alice.ready())["state"] == "ready"


@pytest.mark.parametrize("method, params, fields", [
    ("interaction.set_note", {"interaction_id": "x", "text": "a\0b", "version": 0}, {"text"}),
    ("interaction.get", {"interaction_id": "x\0"}, {"interaction_id"}),
    ("agent.set_state", {"channel": CHANNEL, "state": "not_ready", "reason": "\0"}, {"reason"}),
    ("agent.set_state", {"channel": CHANNEL, "state": "ready", "request_id": "\0"}, {"request_id"}),
    ("interaction.reschedule", {"interaction_id": "x", "when": {"not_before": "2031-02-03T09:00Z\0"}},
     {"when.not_before"}),
    ("offer.reject", {"offer_id": "x", "reason": "a\0"}, {"reason"}),
    ("interaction.release", {"interaction_id": "x", "reason": "a\0"}, {"reason"}),
])
async def test_an_escaped_nul_in_a_message_is_32602_with_its_id(desk, method, params, fields):
    alice = await desk.agent("alice", ready=False)
    message = await alice.ask(method, params, bad=True, number=4711)
    assert (message["id"], message["error"]["code"]) == (4711, -32602)
    assert {(error["field"], error["rule"]) for error in message["error"]["data"]["errors"]} == \
        {(field, "format") for field in fields}
    assert (await alice.ready())["state"] == "ready"


@pytest.mark.parametrize("number", ["1e300", "1" + "0" * 30, "-1", "1.5", "4294967296"])
async def test_a_huge_number_in_a_message_breaks_its_fields_rule(desk, number):
    alice = await desk.agent("alice", ready=False)
    text = ('{"jsonrpc":"2.0","id":9,"method":"interaction.set_note","params":'
            f'{{"interaction_id":"x","text":"","version":{number}}}}}')
    answer = await alice.send_text(text)
    assert (answer["id"], answer["error"]["code"]) == (9, -32602), answer
    assert [error["field"] for error in answer["error"]["data"]["errors"]] == ["version"]
    assert (await alice.ready())["state"] == "ready"


async def test_a_message_with_deep_or_long_parts_is_refused_and_the_session_goes_on(desk):
    alice = await desk.agent("alice", ready=False)
    deep = '{"jsonrpc":"2.0","id":9,"method":"session.close","params":{"a":' + "[" * 40 + "]" * 40 + "}}"
    assert (await alice.send_text(deep))["error"]["code"] == -32700
    wide = '{"jsonrpc":"2.0","id":9,"method":"session.close","params":{' + \
        ",".join(f'"k{number}":0' for number in range(3000)) + "}}"
    answer = await alice.send_text(wide)
    assert (answer["id"], answer["error"]["code"]) == (9, -32602)
    assert (await alice.ready())["state"] == "ready"


@pytest.mark.parametrize("name", sorted(NOT_UTF8))
async def test_text_that_is_not_utf8_closes_with_1007(desk, name):
    alice = await desk.agent("alice", ready=False)
    writer = alice.socket._writer   # pylint: disable=protected-access
    await writer.send(MALFORMED[name], binary=False)
    assert await alice.closed() == 1007
    assert (await desk.agent("alice", ready=False)).session["channels"][0]["state"] == "not_ready"
