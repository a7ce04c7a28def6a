"""An agent who works by chance: accepts, calls, marks done, rejects, releases, or does nothing. A request without an
answer is sent again over the next connection, with the same request_id. Everything that the agent is told is kept as
facts."""
import asyncio
import itertools

import aiohttp

import facts
from lib.agent import Agent, Refused
from lib.wait import moment

ENDS_WORK = ("not_found", "wrong_state", "offer_closed")
PATIENCE_SECONDS = 1       # the longest wait for one offer; then the agent begins another turn
OUTAGE_SECONDS = 60        # the longest wait for anything
AGAIN_AFTER_SECONDS = 0.05


class WatchedAgent(Agent):
    """An agent's client that knows to which process of the server it is connected."""
    patience_seconds = OUTAGE_SECONDS

    def __init__(self, victim, http, login):
        super().__init__(victim.server, http, login)
        self.victim = victim
        self.generation = None

    async def connect(self, *arguments, **named):
        self.generation = self.victim.generation
        return await super().connect(*arguments, **named)

    def _take(self, message):
        # A server that was frozen and must stay silent can still answer `unavailable` to a client that was just
        # connecting. Such an answer tells nothing about any callback. So it is not reported as a message of a server
        # that must stay silent.
        if message.get("error", {}).get("data", {}).get("reason") != "unavailable":
            self.victim.heard(self.generation, f"{self.login}: {message.get('method', 'an answer')}")
        super()._take(message)


class Worker:
    def __init__(self, victim, http, login, chance):
        self.victim = victim
        self.agent = WatchedAgent(victim, http, login)
        self.chance = chance
        self.finishing = False     # the load has ended: now the agent takes and finishes every callback
        self.over = False
        self.done = []             # callback ids of every acknowledged mark_done
        self.told = []             # facts (facts.py)
        self.answers = 0
        self.asked_again = 0
        self.on_progress = lambda: None
        self._unanswered = None
        self._kept = 0             # how many entries of the agent's history are kept as facts already
        self._request_ids = (f"{login}-{number}" for number in itertools.count(1))

    async def run(self):
        while not self.over:
            try:
                await self._come_in()
                while not self.over:
                    await self._work_on_one()
            except (ConnectionError, aiohttp.ClientError, asyncio.TimeoutError):
                if self.agent.problem is not None:
                    raise self.agent.problem from None
                await self.victim.up.wait()
                await moment(AGAIN_AFTER_SECONDS)

    def keep_what_was_told(self):
        history = self.agent.history
        for method, params in history[self._kept:]:
            self.told += facts.of_notification(self.agent.login, method, params)
        self._kept = len(history)

    async def _come_in(self):
        await self.victim.up.wait()
        agent = self.agent
        try:
            await (agent.open() if agent.session is None else agent.reopen())
        except Refused as refused:
            assert refused.reason == "unavailable", refused
            await agent.leave()
            raise ConnectionError("not now") from None
        self.told += facts.of_session(agent.login, agent.session)
        if not agent.session["resumed"]:
            agent.forget_unread()
        if self._unanswered is not None:
            self.asked_again += 1
            result = await self._ask(*self._unanswered) or {}
            if "interaction_id" in result:   # finishes the interaction that the unanswered request had begun
                await self._mark_done({"interaction_id": result["interaction_id"]})
        for interaction in agent.session["interactions"]:
            await self._mark_done({"interaction_id": interaction["interaction_id"]})
        await agent.ready()
        for offer in agent.session["offers"]:
            await self._answer(offer)

    async def _ask(self, method, params):
        """Sends a request and returns its result. Returns None if the request came too late. The request is remembered
        until it is answered, even if the connection ends before that."""
        self._unanswered = (method, params)
        try:
            result = await self.agent.call(method, **params)
        except Refused as refused:
            if refused.reason == "unavailable":
                self.agent.cut()
                raise ConnectionError("not now") from None
            assert refused.reason in ENDS_WORK, refused
            result = None
        self._unanswered = None
        self.answers += 1
        self.on_progress()
        if result is not None:
            self.told += facts.of_answer(self.agent.login, method, result)
        if method == "interaction.mark_done" and result is not None:
            self.done.append(result["callback_id"])
        return result

    async def _new(self, method, **params):
        return await self._ask(method, {**params, "request_id": next(self._request_ids)})

    async def _work_on_one(self):
        try:
            told = await self.agent.told("offer.created", limit_seconds=PATIENCE_SECONDS)
        except AssertionError:
            if self.agent.problem is not None:
                raise
            return
        await self._answer(told["offer"])

    async def _answer(self, offer):
        choice = 0 if self.finishing else self.chance.random()
        if choice < 0.8:
            interaction = await self._new("offer.accept", offer_id=offer["offer_id"])
            if interaction is not None:
                await self._handle({"interaction_id": interaction["interaction_id"]})
        elif choice < 0.97:
            await self._new("offer.reject", offer_id=offer["offer_id"])

    async def _handle(self, hand):
        choice = self.chance.random()
        if choice < 0.6:
            await self._new("interaction.call", **hand)
            if choice < 0.2:
                await self.agent.told("interaction.updated", lambda p: (
                    p["interaction"]["interaction_id"] == hand["interaction_id"] and p["interaction"]["attempts"]
                    and p["interaction"]["call_status"] != "dialing"), limit_seconds=OUTAGE_SECONDS)
        elif choice < 0.75 and not self.finishing:
            await self._new("interaction.release", **hand)
            return
        await self._mark_done(hand)

    async def _mark_done(self, hand):
        await self._new("interaction.mark_done", **hand, end_call=True)
