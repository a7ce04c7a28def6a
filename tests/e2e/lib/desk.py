"""Desk is what one test uses: a server, clients in the test's own event loop, and fresh phone numbers. When the test
ends, all agents are logged out, no callback is left waiting, and PostgreSQL is checked for what must always be true."""
import itertools
from datetime import datetime, timedelta, timezone

from lib.agent import Agent, Refused
from lib.database import Database
from lib.http import HttpClient
from lib.wait import LIMIT_SECONDS, until

_numbers = itertools.count(1)
_people = itertools.count(10001)


def from_now(seconds):
    """The instant that is so many seconds from now, as a text with an offset from UTC. Requests write instants in this
    way."""
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)


def phone_ending(digits="123"):
    """A phone number that no test of this process had before. Its last three digits choose what the simulated contact
    does."""
    return f"+4420{70_000 + next(_numbers) % 20_000}{digits}"   # numbers of London begin with 7 or 8


def in_order(wanted, seen):
    """Whether `seen` has all elements of `wanted` in this order. Other elements may stand between them."""
    rest = iter(seen)
    return all(any(word == other for other in rest) for word in wanted)


class Desk:
    def __init__(self, server):
        self.server = server
        self.database = Database(server.database_url, server.schema)
        self.http = None
        self.agents = []

    async def __aenter__(self):
        self.http = await HttpClient(self.server.url, self.server.trust).__aenter__()
        return self

    async def __aexit__(self, kind, *_):
        try:
            if self.server.is_running():
                await self._clear()
            for agent in self.agents:
                await agent.leave()
            if kind is None:
                self._hold()
        finally:
            await self.http.__aexit__()
            self.database.close()

    def _hold(self):
        for agent in self.agents:
            if agent.problem is not None:
                raise agent.problem
        self.database.hold_invariants()

    async def _clear(self):
        """Leaves the server as the next test needs it: no agent is logged in, and no callback waits."""
        for login in {agent.login for agent in self.agents} & self._agents_of_the_site():
            await self._log_out(login)
        for callback_id in self.database.live():
            await self.ask("DELETE", f"/v1/callbacks/{callback_id}", key=await self.token("sue"))
        await until(self._nothing_lives, "an end to every callback of the test")

    def _agents_of_the_site(self):
        return {agent["login"] for agent in self.server.definition["agents"]
                if "agent" in agent.get("roles", ["agent"])}

    async def _nothing_lives(self):
        return self.database.live() == []

    async def _log_out(self, login):
        agent = await Agent(self.server, self.http, login).open()
        self.agents.append(agent)
        await agent.not_ready()
        for consultation in agent.session["consultations"]:   # consultations in another agent's call
            answer = await agent.ask("consultation.end", {"consultation_id": consultation["consultation_id"]})
            assert "result" in answer or answer["error"]["data"]["reason"] in ("not_found", "wrong_state"), answer
        for interaction in agent.session["interactions"]:
            hand = {"interaction_id": interaction["interaction_id"]}
            if interaction["state"] == "active" and interaction["disposition"] is None:
                codes = agent.session["codes"].get(interaction["queue"], {"codes": []})["codes"]
                if codes:
                    await agent.call("interaction.set_disposition", **hand, code=codes[0]["code"])
            try:
                await agent.call("interaction.mark_done", **hand, end_call=True)
            except Refused as refused:
                if refused.reason != "not_found":
                    raise
        await agent.call("session.close")

    # Methods that make clients of agents.

    async def agent(self, login, ready=True, **opening):
        agent = Agent(self.server, self.http, login)
        self.agents.append(agent)
        await agent.open(**opening)
        if ready:
            await agent.ready()
        return agent

    async def all_ready(self, *logins):
        """Makes the agents Ready; the first one is the longest idle."""
        return [await self.agent(login) for login in logins]

    def visitor(self, login):
        """An agent's client that has not connected yet."""
        agent = Agent(self.server, self.http, login)
        self.agents.append(agent)
        return agent

    async def token(self, login):
        return await Agent(self.server, self.http, login).token()

    # Methods that send requests as websites do.

    @property
    def key(self):
        return self.server.keys["www"]["secret"]

    async def ask(self, method, path, body=None, key=None, **more):
        return await self.http.ask(method, path, body, key=key or self.key, **more)

    def body(self, queue="calm", phone=None, **more):
        """A request as a website posts it, with a person who must not be in the log."""
        phone = phone or phone_ending()
        serial = next(_people)
        name = f"Zelda Quux {serial}"
        email = f"zelda.{serial}@example.org"
        self.server.private.update({name: "a name", email: "an e-mail address", phone[3:]: "a phone number"})
        return {"queue": queue, "contact": {"name": name, "phone": phone, "email": email, "locale": "en-GB"},
                "attributes": {"topic": "billing", "page": "/pricing"}, **more}

    async def post(self, queue="calm", phone=None, key=None, headers=None, **more):
        """Posts a callback; returns the body of the 201."""
        answer = await self.ask("POST", "/v1/callbacks", self.body(queue, phone, **more), key=key,
                                headers=headers)
        assert answer.status == 201, answer.text
        self.server.private[answer.body["manage_token"]] = "a manage token"
        return answer.body

    async def look(self, callback_id):
        answer = await self.ask("GET", f"/v1/callbacks/{callback_id}")
        assert answer.status == 200, answer.text
        return answer.body

    async def state(self, callback_id):
        return (await self.look(callback_id))["state"]

    async def state_becomes(self, callback_id, state, limit_seconds=LIMIT_SECONDS):
        async def is_it():
            return await self.state(callback_id) == state
        await until(is_it, f"state {state}", limit_seconds)

    async def cancel(self, callback_id, key=None):
        return await self.ask("DELETE", f"/v1/callbacks/{callback_id}", key=key)

    async def explain(self, callback_id):
        answer = await self.ask("GET", f"/v1/callbacks/{callback_id}/explain", key=await self.token("sue"))
        assert answer.status == 200, answer.text
        return answer.body

    async def history(self, callback_id):
        """Reads the events over HTTP, and checks that PostgreSQL has the same events."""
        events, after = [], 0
        while True:
            answer = await self.ask("GET", f"/v1/callbacks/{callback_id}/events?after={after}")
            assert answer.status == 200, answer.text
            events += answer.body["events"]
            after = answer.body.get("next")
            if after is None:
                break
        stored = self.database.events(callback_id)
        assert [(e["number"], e["type"], e.get("by")) for e in events] == \
            [(e["number"], e["type"], e["by"]) for e in stored]
        assert [e["number"] for e in events] == list(range(1, len(events) + 1))
        return events

    async def outcomes(self, callback_id):
        """How each offer ended, by PostgreSQL: [(agent, outcome)]."""
        return [(row["agent"], row["outcome"]) for row in self.database.offers(callback_id)]
