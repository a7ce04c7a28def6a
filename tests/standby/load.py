"""A website and agents who work over one address. A request without an answer is sent again with the same key or
request_id until it is answered. So an answer that was given once must stay true."""
import asyncio
import itertools
import time

import aiohttp

from caller import next_phone
from lib.agent import Agent, Refused
from lib.wait import moment, until

AT_ONCE = 4
PAUSE_SECONDS = 0.02
ANSWER_SECONDS = 5
PATIENCE_SECONDS = 1   # the longest wait for an offer; then the agent looks whether the test is over
PASSING = (ConnectionError, aiohttp.ClientError, asyncio.TimeoutError)


class Website:
    def __init__(self, place, session):
        self.place = place
        self.session = session
        self.acknowledged = {}     # key → callback id
        self.times = []            # when each post was acknowledged
        self.repeated = 0
        self.over = False
        self._numbers = itertools.count(1)

    async def run(self):
        await asyncio.gather(*(self._post_all() for _ in range(AT_ONCE)))

    async def _post_all(self):
        while not self.over:
            key = f"order-{next(self._numbers)}"
            body = {"queue": "work", "contact": {"phone": next_phone(), "name": "Zelda Quux"},
                    "attributes": {"order": key}}
            self.acknowledged[key] = await self._until_acknowledged(key, body)
            self.times.append(time.monotonic())
            await moment(PAUSE_SECONDS)

    async def acknowledges(self, more, limit_seconds=20):
        wanted = len(self.acknowledged) + more

        async def enough():
            return len(self.acknowledged) >= wanted
        await until(enough, f"{more} posts more", limit_seconds)

    async def _until_acknowledged(self, key, body):
        headers = {"Authorization": f"Bearer {self.place.keys['www']['secret']}", "Idempotency-Key": key}
        while True:
            try:
                async with self.session.post(self.place.url + "/v1/callbacks", json=body, headers=headers,
                                             timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS)) as got:
                    if got.status == 201:
                        return (await got.json())["id"]
                    assert got.status in (409, 502, 503, 504), (got.status, await got.text())
            except PASSING:
                pass
            self.repeated += 1
            await moment(PAUSE_SECONDS)


class Worker:
    """Accepts what is offered and marks it done."""

    def __init__(self, place, http, login):
        self.agent = Agent(place, http, login)
        self.over = False
        self.done = []              # callback ids of every acknowledged mark_done
        self.sessions = 0
        self._unanswered = None
        self._request_ids = (f"{login}-{number}" for number in itertools.count(1))

    async def run(self):
        while not self.over:
            try:
                await self._come_in()
                while not self.over:
                    await self._work_on_one()
            except PASSING:
                if self.agent.problem is not None:
                    raise self.agent.problem from None
                await moment(PAUSE_SECONDS)
        await self.agent.leave()

    async def _come_in(self):
        agent = self.agent
        await (agent.open() if agent.session is None else agent.reopen())
        self.sessions += 1
        if not agent.session["resumed"]:
            agent.forget_unread()
        if self._unanswered is not None:
            await self._ask(*self._unanswered)
        for interaction in agent.session["interactions"]:
            await self._mark_done(interaction["interaction_id"])
        await agent.ready()
        for offer in agent.session["offers"]:
            await self._accept(offer)

    async def _work_on_one(self):
        try:
            told = await self.agent.told("offer.created", limit_seconds=PATIENCE_SECONDS)
        except AssertionError:
            if self.agent.problem is not None:
                raise
            return
        await self._accept(told["offer"])

    async def _accept(self, offer):
        await self._new("offer.accept", offer_id=offer["offer_id"])

    async def _mark_done(self, interaction_id):
        await self._new("interaction.mark_done", interaction_id=interaction_id)

    async def _new(self, method, **params):
        await self._ask(method, {**params, "request_id": next(self._request_ids)})

    async def _ask(self, method, params):
        """Sends a request, and remembers it until it is answered, even if the connection ends before that."""
        self._unanswered = (method, params)
        try:
            result = await self.agent.call(method, **params)
        except Refused as refused:
            if refused.reason == "unavailable":   # this server is ending: the next server is asked
                raise ConnectionError from None
            assert refused.reason in ("not_found", "wrong_state", "offer_closed"), refused
            result = None
        self._unanswered = None
        if result is None:
            return
        if method == "offer.accept":
            await self._mark_done(result["interaction_id"])
        else:
            self.done.append(result["callback_id"])
