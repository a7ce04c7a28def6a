"""Tests of the agent's terminal (deploy/agent) without a server: what it shows, and what it sends for a typed line."""
import asyncio
import importlib.machinery
import importlib.util
import sys

import pytest
from aiohttp import web

from running_quickstart import ROOT

ESCAPES = "Ada\x1b]0;pwned\x07\u202eevil\u0085\nOFFER from nowhere\u2028x"


@pytest.fixture(name="agent", scope="module")
def _agent():
    sys.path.insert(0, f"{ROOT}/deploy")
    loader = importlib.machinery.SourceFileLoader("callbackd_agent", f"{ROOT}/deploy/agent")
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("callbackd_agent", loader))
    loader.exec_module(module)
    sys.path.remove(f"{ROOT}/deploy")
    return module


class Link:
    """Takes the place of the connection to the server. Its session has the codes of two queues. It refuses Mark Done
    because no code is set."""
    login = "alice"

    def __init__(self, refused):
        self.refused = refused
        self.asked = []             # (method, params) of each request

    async def open(self):
        return {"offers": [], "interactions": [], "consultations": [], "reasons": [],
                "codes": {"sales": {"required": True, "codes": [{"code": "sold", "label": "Sold"}]},
                          "support": {"required": True, "codes": [{"code": "solved", "label": "Solved"}]}}}

    async def call(self, method, **params):
        self.asked.append((method, params))
        if method == "interaction.mark_done":
            raise self.refused({"message": "No.", "data": {"reason": "disposition_required"}})
        return {"contact": {"name": ESCAPES}}


@pytest.fixture(name="terminal")
def _terminal(agent):
    terminal = agent.Terminal(Link(agent.Refused))
    asyncio.run(terminal.start())
    return terminal


def interaction(**changes):
    return {"interaction": {"interaction_id": "i1", "queue": "support", "call_status": "ready_to_call",
                            "contact": {"name": "Ada"}, "allowed_actions": ["call"],
                            "note": {"text": "", "version": 0}, **changes}}


def harmless(text):
    return not any(character in text for character in "\x1b\x07\u202e\u0085\u2028")


def test_text_that_a_website_sent_does_not_reach_the_terminal_raw(terminal, capsys):
    offer = {"queue": "sales", "contact": {"name": ESCAPES, "phone": "+44"}, "waiting_seconds": 1,
             "deadline": "soon", "fields": [{"label": "Topic", "value": ESCAPES}]}
    capsys.readouterr()
    terminal.told("offer.created", {"offer": offer})
    terminal.told("interaction.updated", interaction(contact={"name": ESCAPES}))
    asyncio.run(terminal.act("show", ""))
    shown = capsys.readouterr().out
    assert harmless(shown) and "pwned" in shown
    assert sum(line.startswith("OFFER") for line in shown.splitlines()) == 1


def test_the_codes_offered_are_those_of_the_interactions_queue(terminal, capsys):
    terminal.told("interaction.updated", interaction())
    asyncio.run(terminal.act("done", ""))
    assert "code one of: solved\n" in capsys.readouterr().out


def test_a_line_that_says_nothing_new_is_not_repeated(terminal, capsys):
    capsys.readouterr()
    for changes in ({}, {"note": {"text": "x", "version": 1}}, {}, {"call_status": "dialing"}):
        terminal.told("interaction.updated", interaction(**changes))
    assert capsys.readouterr().out.splitlines() == [
        "Ada: ready_to_call; you can call", "Ada: dialing; you can call"]


def consultation(**changes):
    return {"consultation": {"consultation_id": "c1", "interaction_id": "i9", "from": "bob",
                             "target": {"kind": "agent", "id": "alice"}, "state": "offered", **changes}}


def asks(terminal, line):
    """Returns the method and the parameters of the request that deploy/agent makes of a typed line. Ids are left out,
    except party_id."""
    word, _, rest = line.partition(" ")
    asyncio.run(terminal.act(word, rest))
    method, params = terminal.link.asked.pop()
    return method, {name: value for name, value in params.items() if not name.endswith("_id") or name == "party_id"}


@pytest.mark.parametrize("typed, target", [
    ("bob", {"kind": "agent", "id": "bob"}), ("+44 20 7183", {"kind": "number", "id": "+44 20 7183"}),
    ("queue sales", {"kind": "queue", "id": "sales"}), ("point web", {"kind": "routing_point", "id": "web"}),
    ("contact 0197-x", {"kind": "contact", "id": "0197-x"}), ("agent queue", {"kind": "agent", "id": "queue"}),
    ("queue", {"kind": "agent", "id": "queue"}), ("", {"kind": "agent", "id": ""})])
def test_the_target_of_a_call_is_typed_shortly(terminal, typed, target):
    terminal.told("interaction.updated", interaction())
    assert asks(terminal, f"transfer {typed}") == ("call.transfer", {"target": target})
    assert asks(terminal, f"conference {typed}") == ("call.conference", {"target": target})
    assert asks(terminal, f"consult {typed}") == ("consultation.start", {"target": target})


@pytest.mark.parametrize("typed, asked", [
    ("hold", ("call.hold", {})), ("resume", ("call.resume", {})), ("end", ("call.end", {})),
    ("end all", ("call.end", {"everyone": True})), ("digits 12#", ("call.send_dtmf", {"digits": "12#"})),
    ("extension", ("call.send_extension", {})),
    ("drop p2", ("call.drop_party", {"party_id": "p2"})), ("actions", ("party.actions", {}))])
def test_each_word_of_the_call_is_one_request_about_the_interaction(terminal, typed, asked):
    terminal.told("interaction.updated", interaction())
    assert asks(terminal, typed) == asked
    asyncio.run(terminal.act(*typed.partition(" ")[::2]))
    assert terminal.link.asked[-1][1]["interaction_id"] == "i1"


@pytest.mark.parametrize("typed, method", [
    ("accept", "accept"), ("decline", "decline"), ("consult end", "end"), ("consult transfer", "transfer"),
    ("consult conference", "conference")])
def test_the_asked_agent_and_the_asking_agent_answer_by_a_word(terminal, typed, method):
    terminal.told("consultation.offered", consultation())
    word, _, rest = typed.partition(" ")
    asyncio.run(terminal.act(word, rest))
    assert terminal.link.asked[-1] == (f"consultation.{method}", {"consultation_id": "c1"})


def test_an_offer_is_accepted_before_a_question(terminal):
    terminal.told("consultation.offered", consultation())
    terminal.told("offer.created", {"offer": {"offer_id": "o1", "queue": "sales", "contact": {}, "fields": [],
                                              "waiting_seconds": 0, "deadline": "soon"}})
    asyncio.run(terminal.act("accept", ""))
    assert terminal.link.asked[-1] == ("offer.accept", {"offer_id": "o1"})


def test_a_question_is_shown_until_it_is_closed_and_its_call_can_be_looked_at(terminal, capsys):
    capsys.readouterr()
    terminal.told("consultation.offered", consultation())
    asyncio.run(terminal.act("show", ""))
    assert terminal.link.asked[-1] == ("interaction.get", {"interaction_id": "i9"})
    terminal.told("consultation.updated", consultation(state="connected"))
    terminal.told("consultation.closed", consultation(state="ended", outcome="ended"))
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "bob asks you: offered; accept or decline?"
    assert shown[-2:] == ["you are in a call of bob's", "consultation closed: ended"]


def test_each_other_party_of_the_call_is_shown_with_the_name_to_drop(terminal, capsys):
    capsys.readouterr()
    parties = [{"party_id": "agent", "kind": "agent", "name": "Alice", "state": "connected"},
               {"party_id": "p2", "kind": "agent", "name": "Bob", "state": "ringing"}]
    terminal.told("interaction.updated", interaction(parties=parties))
    assert capsys.readouterr().out == "Ada: ready_to_call; you can call; p2 is Bob (ringing)\n"


@pytest.mark.parametrize("minutes", ["inf", "-inf", "nan", "1e999", "1e30", "1e10", "soon"])
def test_minutes_that_are_no_time_are_named_and_nothing_is_asked(terminal, capsys, minutes):
    terminal.told("interaction.updated", interaction())
    asked = list(terminal.link.asked)
    capsys.readouterr()
    asyncio.run(terminal.act("later", minutes))
    assert capsys.readouterr().out == f"later: not a number of minutes: {minutes}\n"
    assert terminal.link.asked == asked


@pytest.mark.parametrize("typed, missing", [
    ("accept", "offer"), ("reject", "offer"), ("decline", "consultation"), ("done", "interaction"),
    ("show", "interaction"), ("later 5", "interaction")])
def test_a_thing_that_is_not_in_hand_is_named_and_nothing_is_asked(terminal, capsys, typed, missing):
    asked = list(terminal.link.asked)
    capsys.readouterr()
    word, _, rest = typed.partition(" ")
    asyncio.run(terminal.act(word, rest))
    assert capsys.readouterr().out == f"{word}: there is no {missing}\n"
    assert terminal.link.asked == asked


def test_a_word_that_is_no_action_is_named_in_short_above_the_help(terminal, capsys):
    capsys.readouterr()
    asyncio.run(terminal.act("x\x1b" * 70000, ""))
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("not an action: x\N{REPLACEMENT CHARACTER}x") and len(first) < 60
    assert "accept" in second


async def open_a_link_to_who_sends(agent, frame):
    async def logged_in(_):
        return web.json_response({"token": "t"}, status=201)

    async def agents_socket(request):
        socket = web.WebSocketResponse(protocols=["callbackd.v1"])
        await socket.prepare(request)
        await socket.receive()
        await socket.send_str(frame)
        await socket.receive()
        return socket

    application = web.Application()
    application.add_routes([web.post("/v1/sessions", logged_in), web.get("/v1/agent", agents_socket)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    link = agent.AgentLink(f"http://127.0.0.1:{runner.addresses[0][1]}", "alice", "secret")
    try:
        await link.open()
    finally:
        await link.close()
        await runner.cleanup()


@pytest.mark.parametrize("frame", ["rubbish", "[]", "5", '{"method": "offer.created"}', '{"id": []}'])
def test_a_server_that_sends_rubbish_is_named_at_once(agent, frame):
    with pytest.raises(ConnectionError, match="no JSON-RPC"):
        asyncio.run(open_a_link_to_who_sends(agent, frame))


def test_help_names_every_word(agent, terminal, capsys):
    capsys.readouterr()
    asyncio.run(terminal.act("help", ""))
    words = set(capsys.readouterr().out.replace("[", " ").split())
    assert {"transfer", "conference", "drop", "consult", "accept", "decline", "hold", "resume", "digits", "actions",
            "end"} <= words
