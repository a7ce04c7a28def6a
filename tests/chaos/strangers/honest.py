"""The honest clients, which must not notice the strangers: a website that posts with its secret key, and agents of
one office who work."""
import asyncio
import itertools
import secrets

import aiohttp

from lib.agent import Agent, Refused
from lib.http import HttpClient
from lib.wait import moment
from strangers import numbers

WEBSITE_ADDRESS, OFFICE_ADDRESS = "127.0.0.2", "127.0.0.3"
POSTS_A_SECOND = 2
LOOKED_AT, CHANGED, CANCELLED = 3, 5, 11      # every third post is looked at, every fifth changed, every eleventh cancelled
CALL_PAUSE_SECONDS = 36                       # between calls of an agent: fewer than a hundred calls an hour
HANDLING_SECONDS = (0.5, 2)
AWAY_SECONDS = (15, 40)                       # seconds until the agent's connection is cut once more
LOG_IN_SECONDS = 60
# With these reasons the server refuses a request that came too late, because the customer or a deadline was faster.
# Such an answer is not reported as a refusal.
TOO_LATE = ("not_found", "wrong_state", "offer_closed")


class Refusal(Exception):
    """An answer that no honest client should get."""


class FromAddress(HttpClient):
    def __init__(self, url, address):
        super().__init__(url)
        self.address = address

    async def __aenter__(self):
        self.session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=30),
            connector=aiohttp.TCPConnector(limit=0, local_addr=(self.address, 0)))
        return self


class Website:
    def __init__(self, server, http, watch, chance):
        self.server, self.http, self.watch, self.chance = server, http, watch, chance
        self.key = server.keys["www"]["secret"]
        self.answers = 0

    async def run(self):
        under_way = set()
        for number in itertools.count():
            task = asyncio.ensure_future(self._customer(number))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            await moment(self.chance.expovariate(POSTS_A_SECOND))

    async def _customer(self, number):
        body = {"queue": "work", "contact": {"phone": numbers.of_website(number), "name": f"Customer {number}"},
                "attributes": {"order": number}}
        try:
            made = await self._ask("posts", "POST", "/v1/callbacks", body, {"Idempotency-Key": secrets.token_hex(16)})
            path = f"/v1/callbacks/{made.body['id']}"
            if number % LOOKED_AT == 0:
                await self._ask("looks", "GET", path)
            if number % CHANGED == 0:
                await self._ask("changes", "PATCH", path, {"attributes": {"paid": True}}, late=True)
            if number % CANCELLED == 0:
                await self._ask("cancels", "DELETE", path, late=True)
        except (Refusal, AssertionError, aiohttp.ClientError, ConnectionError, asyncio.TimeoutError):
            pass   # watch.timed() has counted it

    async def _ask(self, kind, method, path, body=None, headers=None, late=False):
        return await self.watch.timed(f"website {kind}", self._asked(method, path, body, headers, late))

    async def _asked(self, method, path, body, headers, late):
        answer = await self.http.ask(method, path, body, key=self.key, headers=headers)
        if answer.status >= 300 and not (late and answer.status == 409):
            raise Refusal(f"{answer.status} {answer.code}")
        self.answers += 1
        return answer


class OfficeAgent:
    def __init__(self, server, http, login, watch, chance):
        self.agent = Agent(server, http, login)
        self.http, self.watch, self.chance = http, watch, chance
        self.answers = 0
        self._request_ids = (f"{login}-{number}" for number in itertools.count(1))

    async def run(self):
        loop = asyncio.get_running_loop()
        self.calls_from = loop.time() + self.chance.uniform(0, CALL_PAUSE_SECONDS)
        self.log_in_at = loop.time() + self.chance.uniform(0, LOG_IN_SECONDS)
        while True:
            try:
                await self._come_in()
                away_at = loop.time() + self.chance.uniform(*AWAY_SECONDS)
                while loop.time() < away_at:
                    await self._work_on_one()
                    await self._log_in_again()
                await self.agent.cut_off()
            except (Refused, AssertionError, aiohttp.ClientError, ConnectionError, asyncio.TimeoutError):
                await self._start_anew()

    async def _start_anew(self):
        """Cuts the connection and waits a moment, before the agent connects again. The failure itself was counted
        already, by the request that failed."""
        if self.agent.socket is not None and not self.agent.socket.closed:
            self.agent.cut()
        self.agent.problem = None
        await moment(1)

    async def _come_in(self):
        agent = self.agent
        await self.watch.timed("agent comes in", agent.open() if agent.session is None else agent.reopen())
        if not agent.session["resumed"]:
            agent.forget_unread()
        await self.watch.timed("agent is ready", agent.ready())
        for interaction in agent.session["interactions"]:
            await self._finish({"interaction_id": interaction["interaction_id"]})
        for offer in agent.session["offers"]:
            await self._take(offer)

    async def _log_in_again(self):
        loop = asyncio.get_running_loop()
        if loop.time() < self.log_in_at:
            return
        self.log_in_at = loop.time() + LOG_IN_SECONDS
        token = await self.watch.timed("agent logs in", self.agent.token(fresh=True))
        await self.watch.timed("agent logs out", self.http.ask("DELETE", "/v1/sessions", key=token))

    async def _ask(self, method, **params):
        """Sends a request and returns its result. None: the request came too late (a reason of TOO_LATE)."""
        async def asked():
            try:
                return await self.agent.call(method, **params, request_id=next(self._request_ids))
            except Refused as refused:
                if refused.reason in TOO_LATE:
                    return None
                raise
        result = await self.watch.timed(f"agent {method}", asked())
        self.answers += 1
        return result

    async def _work_on_one(self):
        try:
            told = await self.agent.told("offer.created", limit_seconds=1)
        except AssertionError:
            if self.agent.problem is not None:
                self.watch.kinds["agent comes in"].refused.append(f"contract: {self.agent.problem}"[:200])
                raise
            return
        await self._take(told["offer"])

    async def _take(self, offer):
        self.agent.forget_unread()   # forgets callbacks that are over: only one callback at a time is offered
        self.agent.history.clear()
        interaction = await self._ask("offer.accept", offer_id=offer["offer_id"])
        if interaction is None:
            return
        hand = {"interaction_id": interaction["interaction_id"]}
        await self._ask("interaction.set_note", **hand, text="Called back.", version=interaction["note"]["version"])
        loop = asyncio.get_running_loop()
        if loop.time() >= self.calls_from:
            self.calls_from = loop.time() + CALL_PAUSE_SECONDS
            await self._ask("interaction.call", **hand)
        await moment(self.chance.uniform(*HANDLING_SECONDS))
        await self._finish(hand)

    async def _finish(self, hand):
        await self._ask("interaction.mark_done", **hand, end_call=True)
