"""Measures how long the server took. This is the time that a client waited, minus the time in which the client's own
event loop could not run."""
import asyncio
from collections import deque
from dataclasses import dataclass, field

PROBE_SECONDS = 0.005
REMEMBERED_SECONDS = 60


@dataclass
class Kind:
    """The times and refusals of all requests of one kind."""
    seconds: list = field(default_factory=list)
    refused: list = field(default_factory=list)   # the reason of each refusal


class Stopwatch:
    def __init__(self):
        self.kinds = {}
        self.longest_own_delay = 0
        self._late = deque()     # (when the probe was due, when it ran)
        self._due = 0
        self._handle = None

    def start(self):
        self._loop = asyncio.get_running_loop()
        self._arm()

    def stop(self):
        self._handle.cancel()

    def _arm(self):
        self._due = self._loop.time() + PROBE_SECONDS
        self._handle = self._loop.call_at(self._due, self._probe)

    def _probe(self):
        now = self._loop.time()
        self.longest_own_delay = max(self.longest_own_delay, now - self._due)
        self._late.append((self._due, now))
        while self._late[0][1] < now - REMEMBERED_SECONDS:
            self._late.popleft()
        self._arm()

    def _own_delay(self, began, ended):
        late = [*self._late, (self._due, ended)]   # the probe that is due has not run yet, so its delay lasts until now
        return sum(max(0, min(ran, ended) - max(due, began)) for due, ran in late)

    async def timed(self, kind, request):
        """Awaits `request` and returns its result. An exception counts as refused and is passed on."""
        known = self.kinds.setdefault(kind, Kind())
        began = self._loop.time()
        try:
            return await request
        except Exception as problem:
            known.refused.append(f"{type(problem).__name__}: {problem}"[:200])
            raise
        finally:
            ended = self._loop.time()
            known.seconds.append(ended - began - self._own_delay(began, ended))
