"""Tests of the agent's connection: how it is opened, refused, superseded by a newer one, resumed, and flooded."""
import asyncio
import json

import aiohttp
import pytest

from lib.agent import CHANNEL
from lib.desk import instant
from lib.wait import moment

ALLOWED_ORIGIN = "https://agents.example.com"


def request(method, number=1, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


async def test_a_session_shows_the_user_and_the_work(desk):
    alice = await desk.agent("alice", ready=False)
    session = alice.session
    assert session["agent"] == {"login": "alice", "name": "Alice Agent", "roles": ["agent"]}
    assert (session["resumed"], session["offers"], session["interactions"]) == (False, [], [])
    assert [reason["code"] for reason in session["reasons"]] == ["break", "meeting"]
    assert session["codes"]["strict"]["required"] is True
    codes = session["codes"]["calm"]
    assert codes["required"] is False
    assert [code["code"] for code in codes["codes"]] == ["sold", "lost"]
    assert codes["codes"][1]["codes"][0]["code"] == "price"


async def test_the_token_may_come_with_the_upgrade(desk):
    alice = await desk.visitor("alice").connect(token=await desk.token("alice"))
    assert (await alice.call("session.open"))["agent"]["login"] == "alice"


@pytest.mark.parametrize("origin, allowed", [
    (None, True), (ALLOWED_ORIGIN, True), ("https://evil.example.com", False), ("null", False),
    (ALLOWED_ORIGIN + ":444", False)])
async def test_a_browser_must_come_from_an_allowed_origin(desk, origin, allowed):
    alice = desk.visitor("alice")
    if allowed:
        await alice.connect(origin=origin)
        return
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await alice.connect(origin=origin)
    assert refused.value.status == 403


async def test_another_subprotocol_is_refused(desk):
    for protocols in ((), ("chat",)):
        with pytest.raises((aiohttp.WSServerHandshakeError, AssertionError)):
            await desk.visitor("alice").connect(protocols=protocols)


async def test_a_wrong_token_with_the_upgrade_opens_no_session(desk):
    alice = desk.visitor("alice")
    try:
        await alice.connect(token="wrong")
    except aiohttp.WSServerHandshakeError as refused:
        assert refused.status == 401
    else:
        assert (await alice.refused("session.open")).reason == "unauthenticated"


async def test_session_open_needs_a_token_that_is_a_users(desk):
    callback = await desk.post()
    for token in ("wrong", desk.key, callback["manage_token"], desk.server.keys["www"]["publishable"]):
        alice = await desk.visitor("alice").connect()
        assert (await alice.refused("session.open", token=token)).reason == "unauthenticated"
        assert await alice.closed() == 4401


async def test_a_user_who_is_no_agent_is_forbidden_or_has_no_offers(desk):
    sam = await desk.visitor("sam").connect()
    message = await sam.ask("session.open", {"token": await desk.token("sam")})
    if "error" in message:
        assert message["error"]["data"]["reason"] == "forbidden"


async def test_before_session_open_nothing_else_is_answered(desk):
    alice = await desk.visitor("alice").connect()
    refused = await alice.refused("agent.set_state", channel=CHANNEL, state="ready")
    assert refused.reason == "unauthenticated"


async def test_a_second_session_open_on_a_connection_is_refused(desk):
    alice = await desk.agent("alice")
    refused = await alice.refused("session.open", token=await desk.token("alice"))
    assert (refused.reason, refused.data["state"]) == ("wrong_state", "open")


async def test_without_a_session_in_five_seconds_the_connection_is_closed(desk):
    silent = await desk.visitor("alice").connect()
    talking = await desk.visitor("bob").connect()
    await talking.refused("agent.set_state", channel=CHANNEL, state="ready")
    assert await asyncio.gather(silent.closed(8), talking.closed(8)) == [1008, 1008]


async def test_a_closed_session_logs_the_agent_out(desk):
    alice = await desk.agent("alice")
    assert await alice.call("session.close") == {}
    assert await alice.closed() == 1000
    again = await desk.agent("alice", ready=False)
    assert again.session["channels"][0]["state"] == "not_ready"
    callback = await desk.post()
    assert callback["state"] == "queued"


# Tests of messages that are no request.

async def test_an_unknown_method_is_32601(desk):
    alice = await desk.agent("alice")
    for method in ("agent.dance", "session", "Session.Open", "rpc.discover"):
        refused = await alice.refused(method, bad=True)
        assert (refused.code, refused.data) == (-32601, {}), method


@pytest.mark.parametrize("text, code", [
    ("{", -32700), ("", -32700), ("\x00", -32700), ('{"jsonrpc":"2.0","id":1,"id":2,"method":"session.close"}', -32700),
    ("[]", -32600), (json.dumps([request("session.close")]), -32600), ("7", -32600), ("null", -32600),
    ("{}", -32600), ('{"id":1,"method":"session.close"}', -32600),
    ('{"jsonrpc":"1.0","id":1,"method":"session.close"}', -32600),
    ('{"jsonrpc":"2.0","id":1}', -32600), ('{"jsonrpc":"2.0","id":1,"method":7}', -32600),
    ('{"jsonrpc":"2.0","method":"session.close"}', -32600),
    ('{"jsonrpc":"2.0","id":null,"method":"session.close"}', -32600),
    ('{"jsonrpc":"2.0","id":1.5,"method":"session.close"}', -32600),
    ('{"jsonrpc":"2.0","id":{},"method":"session.close"}', -32600),
    ('{"jsonrpc":"2.0","id":1,"method":"session.close","extra":1}', -32600),
    ('{"jsonrpc":"2.0","id":1,"method":"session.close","params":[]}', (-32600, -32602)),
    ('{"jsonrpc":"2.0","id":1,"method":"session.close","params":7}', (-32600, -32602)),
    ("[" * 3000, (-32700, -32600)),
], ids=lambda value: str(value)[:40])
async def test_a_text_that_is_no_request_is_refused_and_the_session_goes_on(desk, text, code):
    alice = await desk.agent("alice")
    answer = await alice.send_text(text)
    assert answer["error"]["code"] in (code if isinstance(code, tuple) else (code,)), answer
    assert (await alice.ready())["state"] == "ready"


WRONG_PARAMS = [
    ("agent.set_state", {}, {"channel", "state"}),
    ("agent.set_state", {"channel": "phone", "state": "ready"}, {"channel"}),
    ("agent.set_state", {"channel": CHANNEL, "state": "asleep"}, {"state"}),
    ("agent.set_state", {"channel": CHANNEL, "state": "not_ready", "reason": 5}, {"reason"}),
    ("agent.set_state", {"channel": CHANNEL, "state": "not_ready", "reason": "nap"}, {"reason"}),
    ("agent.set_state", {"channel": CHANNEL, "state": "ready", "mood": 1}, {"mood"}),
    ("agent.set_state", {"channel": CHANNEL, "state": "ready", "request_id": ""}, {"request_id"}),
    ("agent.set_state", {"channel": CHANNEL, "state": "ready", "request_id": "x" * 101}, {"request_id"}),
    ("offer.accept", {}, {"offer_id"}),
    ("offer.accept", {"offer_id": 7}, {"offer_id"}),
    ("offer.reject", {"offer_id": "x", "reason": "y" * 201}, {"reason"}),
    ("interaction.get", {"interaction_id": None}, {"interaction_id"}),
    ("interaction.call", {}, {"interaction_id"}),
    ("interaction.call", {"interaction_id": "x", "phone": 5}, {"phone"}),
    ("interaction.set_disposition", {"interaction_id": "x"}, {"code"}),
    ("interaction.set_note", {"interaction_id": "x", "text": 1, "version": "0"}, {"text", "version"}),
    ("interaction.set_note", {"interaction_id": "x", "text": "y" * 16385, "version": 0}, {"text"}),
    ("interaction.set_note", {"interaction_id": "x", "text": "", "version": -1}, {"version"}),
    ("interaction.mark_done", {"interaction_id": "x", "end_call": "yes"}, {"end_call"}),
    ("interaction.reschedule", {"interaction_id": "x"}, {"when"}),
    ("interaction.release", {"interaction_id": "x", "reason": ""}, {"reason"}),
    ("call.send_dtmf", {"interaction_id": "x", "digits": "12x"}, {"digits"}),
    ("call.send_dtmf", {"interaction_id": "x", "digits": ""}, {"digits"}),
    ("call.send_dtmf", {"interaction_id": "x", "digits": "1" * 33}, {"digits"}),
    ("call.end", {"interaction_id": "x", "everyone": 1}, {"everyone"}),
    ("call.hold", {}, {"interaction_id"}),
    ("session.open", {"token": 5}, {"token"}),
    ("session.open", {"token": "x", "resume": {"session_id": 1, "last_seq": -1}},
     {"resume.session_id", "resume.last_seq"}),
]


async def test_wrong_params_are_named_for_every_method(desk):
    alice = await desk.agent("alice")
    for method, params, fields in WRONG_PARAMS:
        refused = await alice.refused(method, bad=True, **params)
        assert refused.code == -32602, (method, params, refused)
        assert {field for field, _ in refused.wrong} == fields, (method, params, refused)


async def test_an_unknown_interaction_or_offer_is_not_found_for_every_method(desk):
    alice = await desk.agent("alice")
    interaction = {"interaction_id": "01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10-i1"}
    for method, params in (
            ("interaction.get", {}), ("interaction.call", {}), ("interaction.set_disposition", {"code": "sold"}),
            ("interaction.set_note", {"text": "x", "version": 0}), ("interaction.mark_done", {}),
            ("interaction.release", {}), ("call.end", {}), ("call.hold", {}), ("call.resume", {}),
            ("call.send_dtmf", {"digits": "1"}), ("party.actions", {}),
            ("interaction.reschedule", {"when": {"not_before": "2031-02-03T09:00Z"}})):
        refused = await alice.refused(method, **interaction, **params)
        assert refused.data == {"reason": "not_found"}, method
    assert (await alice.refused("offer.accept", offer_id="nonsense")).data == {"reason": "not_found"}


# Tests of floods and of messages that are too large.

async def test_a_flood_of_requests_is_closed_with_1008(desk):
    alice = await desk.agent("alice")
    answers = [alice.send(request("interaction.get", 1000 + number, interaction_id="x")) for number in range(400)]
    await asyncio.gather(*answers, return_exceptions=True)
    assert await alice.closed() == 1008


async def test_a_flood_of_pings_is_closed_with_1008(desk):
    alice = await desk.agent("alice")
    for _ in range(12):
        await alice.socket.ping()
    assert await alice.closed() == 1008


async def test_a_message_of_64_kib_is_read_and_a_larger_one_closes_with_1009(desk):
    alice = await desk.agent("alice")
    text = json.dumps(request("agent.dance", 5))
    assert (await alice.send_text(text + " " * (65536 - len(text))))["error"]["code"] == -32601
    await alice.socket.send_str(" " * 65537)
    assert await alice.closed() == 1009


# Tests of what an agent's page learns about its connection.

async def test_a_ping_tells_the_time_and_the_last_notification_before_it(desk):
    alice = await desk.agent("alice", ready=False)
    first = await alice.call("session.ping")
    assert first["seq"] == alice.last_seq == 0
    assert instant(first["at"]) >= instant(alice.session["at"])
    await alice.ready()
    hand = await alice.accepted((await desk.post())["id"])
    second = await alice.call("session.ping")
    assert second["seq"] == alice.last_seq > 0, "its answer is behind the notifications that it counts"
    assert instant(second["at"]) >= instant(alice.history[-1][1]["at"])
    await alice.call("interaction.mark_done", **hand)


async def test_a_ping_before_session_open_is_refused(desk):
    alice = desk.visitor("alice")
    await alice.connect()
    assert (await alice.refused("session.ping")).reason == "unauthenticated"


async def test_after_a_resume_the_answer_to_a_ping_ends_what_was_missed(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    await alice.cut_off()
    await desk.cancel(callback["id"])
    await alice.reopen()
    assert alice.session["resumed"] is True
    pong = await alice.call("session.ping")
    assert pong["seq"] == alice.last_seq > alice.session["seq"]
    await alice.call("interaction.mark_done", **hand)


async def test_the_session_names_queues_by_the_titles_that_people_read(desk):
    alice = await desk.agent("alice", ready=False)
    titles = alice.session["queue_titles"]
    assert (titles["urgent"], titles["calm"]) == ("Urgent matters", "calm")


# Tests of a session that is superseded or resumed.

async def test_a_newer_session_supersedes_the_older_one(desk):
    alice = await desk.agent("alice")
    hand = await alice.accepted((await desk.post())["id"])
    newer = await desk.agent("alice", ready=False)
    assert (await alice.told("session.superseded"))["seq"] == alice.last_seq
    assert await alice.closed() == 4409
    assert [each["interaction_id"] for each in newer.session["interactions"]] == [hand["interaction_id"]]
    assert newer.session["channels"][0] == {
        "channel": CHANNEL, "state": "ready", "reason": None, "busy": True,
        "since": alice.history[0][1]["since"]}
    await newer.call("interaction.mark_done", **hand)


async def test_a_resumed_session_gets_exactly_what_it_missed(desk):
    alice = await desk.agent("alice")
    callback = await desk.post()
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.call", **hand)
    await alice.call_is("connected")
    await alice.cut_off()
    before = len(alice.history)
    await desk.cancel(callback["id"])
    await alice.reopen()
    assert alice.session["resumed"] is True
    told = await alice.told("interaction.updated", lambda p: p["interaction"]["cancel_requested"])
    assert told["interaction"]["call_status"] == "connected"
    missed = alice.history[before:]
    assert missed[0][1]["seq"] == alice.session["seq"] + 1
    assert len({params["seq"] for _, params in alice.history}) == len(alice.history)


async def test_a_resume_with_an_unknown_session_gets_a_snapshot(desk):
    alice = await desk.agent("alice")
    hand = await alice.accepted((await desk.post())["id"])
    for resume in ({"session_id": "no-such", "last_seq": 1},
                   {"session_id": alice.session["session_id"], "last_seq": 10 ** 9}):
        again = await desk.agent("alice", ready=False, resume=resume)
        assert again.session["resumed"] is False
        assert again.session["interactions"][0]["interaction_id"] == hand["interaction_id"]


async def test_a_resume_over_more_than_256_notifications_gets_a_snapshot(desk):
    alice = await desk.agent("alice")
    old = alice.last_seq
    while alice.last_seq < old + 270:
        for _ in range(40):
            await alice.not_ready("break")
            await alice.ready()
        await moment(0.5)   # stays under the limit of requests a second
    session_id = alice.session["session_id"]
    again = await desk.agent("alice", ready=False, resume={"session_id": session_id, "last_seq": old})
    assert again.session["resumed"] is False
    assert again.session["channels"][0]["state"] == "ready"


async def test_a_resume_over_a_still_open_connection_supersedes_it_without_a_gap(desk):
    alice = await desk.agent("alice")
    newer = desk.visitor("alice")
    await newer.open(resume={"session_id": alice.session["session_id"], "last_seq": alice.session["seq"]})
    assert newer.session["resumed"] is True
    assert await alice.closed() == 4409
    await newer.state_is("ready", None)
