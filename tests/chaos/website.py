"""A website under load. Every post has an Idempotency-Key, and is repeated with this key until it is acknowledged. A
post counts only if it was answered with 201."""
import asyncio

import aiohttp

from lib.desk import phone_ending
from lib.wait import moment, within

AT_ONCE = 5
POSTS_A_SECOND = 40
MANY_WAITING = 24    # with more callbacks waiting, it posts SHARE_THEN times as often
SHARE_THEN = 0.15
AGAIN_AFTER_SECONDS = 0.02
DIGITS = ("123", "486", "183", "201", "404")
SEEN_TWICE = 7   # one post in so many is sent again after its 201


class Website:
    def __init__(self, victim, http, chance):
        self.victim = victim
        self.http = http
        self.chance = chance
        self.open = asyncio.Event()
        self.acknowledged = {}     # Idempotency-Key → callback id
        self.changed_ids = []      # keys whose repeat answered another id
        self.repeated = 0
        self.refused = 0           # how many answers were 503
        self.numbers = iter(range(10 ** 9))
        self._busy = 0
        self.on_progress = lambda: None
        self.waiting = lambda: 0   # how many callbacks no agent has worked on yet

    async def run(self):
        await asyncio.gather(*(self._post_for_ever() for _ in range(AT_ONCE)))

    async def idle(self):
        """Begins no new post, and waits until every post that was begun is acknowledged."""
        self.open.clear()
        async with self.victim.progress:
            await within(self.victim.progress.wait_for(lambda: self._busy == 0), "an answer to every post", 60)

    async def _post_for_ever(self):
        while True:
            await self.open.wait()
            self._busy += 1
            await self._post(next(self.numbers))
            self._busy -= 1
            async with self.victim.progress:
                self.victim.progress.notify_all()
            await moment(self.chance.expovariate(self._pace() / AT_ONCE))

    def _pace(self):
        return POSTS_A_SECOND * (SHARE_THEN if self.waiting() > MANY_WAITING else 1)

    def body(self, number):
        phone = phone_ending(DIGITS[number % len(DIGITS)])
        self.victim.server.private[phone[3:]] = "a phone number"
        return {"queue": "work", "contact": {"phone": phone, "name": f"Zelda Quux {number}"},
                "attributes": {"order": number}}

    async def _post(self, number):
        key, body = f"order-{number}", self.body(number)
        callback_id = await self._until_acknowledged(key, body)
        self.acknowledged[key] = callback_id
        self.on_progress()
        if number % SEEN_TWICE == 0 and callback_id != await self._until_acknowledged(key, body):
            self.changed_ids.append(key)

    async def _until_acknowledged(self, key, body):
        while True:
            await self.victim.up.wait()
            generation = self.victim.generation
            try:
                answer = await self.once(key, body)
            except (aiohttp.ClientError, ConnectionError, asyncio.TimeoutError):
                answer = None
            if answer is not None and answer.status == 201:
                self.victim.heard(generation, f"201 for {key}")
                return answer.body["id"]
            assert answer is None or answer.status == 503 or answer.code == "idempotency_in_progress", answer
            self.refused += answer is not None and answer.status == 503
            self.repeated += 1
            await moment(AGAIN_AFTER_SECONDS)

    async def once(self, key, body):
        return await self.http.ask("POST", "/v1/callbacks", body, key=self.victim.server.keys["www"]["secret"],
                                   headers={"Idempotency-Key": key} if key else None)
