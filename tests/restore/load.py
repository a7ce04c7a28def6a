"""A website and an agent that go on while a backup is made."""
import asyncio

import aiohttp

AT_ONCE = 4


class Load:
    def __init__(self, desk):
        self.desk = desk
        self.acknowledged = []   # (callback id, Idempotency-Key, body), in the order of their 201s
        self._over = False
        self._progress = asyncio.Condition()
        self._tasks = []

    async def __aenter__(self):
        alice = await self.desk.agent("alice")
        self._tasks = [asyncio.ensure_future(self._post(number)) for number in range(AT_ONCE)]
        self._tasks.append(asyncio.ensure_future(self._work(alice)))
        return self

    async def __aexit__(self, *_):
        self._over = True
        for task in self._tasks[:AT_ONCE]:
            await task
        self._tasks[-1].cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def reaches(self, count):
        async with self._progress:
            await self._progress.wait_for(
                lambda: len(self.acknowledged) >= count or any(task.done() for task in self._tasks))
        for task in self._tasks:
            if task.done():
                task.result()

    async def _post(self, number):
        count = 0
        while not self._over:
            key, body = f"order-{number}-{count}", self.desk.body("lax")
            answer = await self.desk.ask("POST", "/v1/callbacks", body, headers={"Idempotency-Key": key})
            assert answer.status == 201, answer.text
            self.desk.server.private[answer.body["manage_token"]] = "a manage token"
            count += 1
            async with self._progress:
                self.acknowledged.append((answer.body["id"], key, body))
                self._progress.notify_all()

    async def _work(self, agent):
        """Takes callbacks one after another and marks them done. The last callback stays in hand."""
        while True:
            try:
                hand = await agent.accepted()
                if self._over:
                    return
                await agent.call("interaction.mark_done", **hand)
            except (ConnectionError, aiohttp.ClientError):
                return
