"""A website under load: every post has an Idempotency-Key, and is repeated with it until it is acknowledged."""
import asyncio

import aiohttp

from lib.desk import phone_ending
from lib.wait import moment

AT_ONCE = 6
DIGITS = ("123", "486", "183", "201", "404")


class Website:
    def __init__(self, victim, http, posts):
        self.victim = victim
        self.http = http
        self.waiting = list(range(posts))
        self.acknowledged = {}     # key → callback id
        self.changed_ids = []      # keys whose repeat answered another id
        self.retries = 0
        self.progress = asyncio.Condition()

    async def run(self):
        await asyncio.gather(*(self._post_all() for _ in range(AT_ONCE)))

    async def _post_all(self):
        while self.waiting:
            number = self.waiting.pop()
            key = f"order-{number}"
            phone = phone_ending(DIGITS[number % len(DIGITS)])
            body = {"queue": "work", "contact": {"phone": phone, "name": f"Zelda Quux {number}"},
                    "attributes": {"order": number}}
            self.victim.server.private[phone[3:]] = "a phone number"
            callback_id = await self._until_acknowledged(key, body)
            if number % 7 == 0 and callback_id != await self._until_acknowledged(key, body):
                self.changed_ids.append(key)
            self.acknowledged[key] = callback_id
            async with self.progress:
                self.progress.notify_all()

    async def _until_acknowledged(self, key, body):
        while True:
            await self.victim.up.wait()
            try:
                answer = await self.http.ask(
                    "POST", "/v1/callbacks", body, key=self.victim.server.keys["www"]["secret"],
                    headers={"Idempotency-Key": key})
            except (aiohttp.ClientError, ConnectionError, asyncio.TimeoutError):
                answer = None
            if answer is not None and answer.status == 201:
                return answer.body["id"]
            assert answer is None or answer.status == 503 or answer.code == "idempotency_in_progress", answer
            self.retries += 1
            await moment(0.02)

    async def reaches(self, count):
        async with self.progress:
            await self.progress.wait_for(lambda: len(self.acknowledged) >= count)
