"""What the agent's terminal shows, without a server: what comes from websites, codes, repeated lines."""
import asyncio
import importlib.machinery
import importlib.util
import sys

import pytest

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
    """Opens with the codes of two queues, and refuses Mark Done for want of one."""
    login = "alice"

    def __init__(self, refused):
        self.refused = refused

    async def open(self):
        return {"offers": [], "interactions": [], "reasons": [],
                "codes": {"sales": {"required": True, "codes": [{"code": "sold", "label": "Sold"}]},
                          "support": {"required": True, "codes": [{"code": "solved", "label": "Solved"}]}}}

    async def call(self, method, **_):
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


def test_what_a_website_sent_does_not_reach_the_terminal_raw(terminal, capsys):
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
