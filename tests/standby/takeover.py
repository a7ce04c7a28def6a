"""Measures one take-over as a website sees it. The time ends at the first answer of the new server. It begins at the
signal to the old server. In a planned take-over it begins at the last answer of the old server instead."""
import asyncio
import random
import signal
import time

from caller import Caller
from lib.wait import moment

OLD_PAUSE_SECONDS = 0.005
NEW_PAUSE_SECONDS = 0.003
POSTS_BEFORE = 10
LONGEST_BEFORE_SECONDS = 0.3
SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP, "planned": signal.SIGTERM}
LIMIT_SECONDS = {"kill": 1.5, "stop": 3, "planned": 0.2}


class TakeOver:
    def __init__(self, kind, old, new):
        self.kind = kind
        self.old = old
        self.new = new
        self.acknowledged = []      # the ids of all callbacks that the old or the new server acknowledged
        self.last_answer = None
        self._busy = asyncio.Event()

    async def _post_to_old(self):
        caller = Caller(self.old)
        try:
            while True:
                status, _, body = await caller.post()
                if status == 201:
                    self.last_answer = time.monotonic()
                    self.acknowledged.append(body["id"])
                    if len(self.acknowledged) == POSTS_BEFORE:
                        self._busy.set()
                await moment(OLD_PAUSE_SECONDS)
        except (OSError, EOFError):
            return
        finally:
            caller.close()

    async def _first_of_new(self):
        caller = Caller(self.new)
        while True:
            status, headers, body = await caller.post()
            if status == 201:
                caller.close()
                self.acknowledged.append(body["id"])
                return time.monotonic()
            assert status == 503 and int(headers["retry-after"]) >= 1, (status, body)
            await moment(NEW_PAUSE_SECONDS)

    async def seconds(self, chance=random):
        old = asyncio.ensure_future(self._post_to_old())
        new = asyncio.ensure_future(self._first_of_new())
        await self._busy.wait()
        await moment(chance.uniform(0, LONGEST_BEFORE_SECONDS))
        began = time.monotonic()
        self.old.process.send_signal(SIGNALS[self.kind])
        first = await asyncio.wait_for(new, 30)
        if self.kind == "stop":
            old.cancel()
        await asyncio.wait({old})
        return first - (self.last_answer if self.kind == "planned" else began)

    async def tidy(self):
        """Waits until the old server has ended as it must. Then starts it again, as systemd would, and waits until
        it is the standby."""
        if self.kind == "stop":
            self.old.thaw()
        status = await self.old.has_ended()
        assert status == {"kill": -signal.SIGKILL, "stop": 1, "planned": 0}[self.kind], status
        self.old.launch()
        await self.old.becomes("standby")
