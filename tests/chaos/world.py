"""One lane of the run: a PostgreSQL, a proxy before it, a server, its website and its agents, all under load from
start to end. Scenarios attack this world. Between two attacks the load must go on. After each scenario the world is
brought to rest and checked."""
import asyncio
import os
import random
import shutil
import tempfile
from contextlib import AsyncExitStack

from cluster import Cluster
from lib.database import Database
from lib.http import HttpClient
from lib.wait import until, within
from planted import unseen
from processes import SmallDisk
from proxy import Proxy
from scenarios import clocks
from verdict import NOTHING_WRONG, Records, verdict
from victim import AGENTS, Victim
from website import Website
from worker import Worker

SETTLE_SECONDS = 180
GOES_ON_SECONDS = 60
POSTS_BETWEEN = 3     # posts that must be acknowledged between two attacks
ANSWERS_BETWEEN = 6   # answers that agents must get between two attacks
SERVER_MEBIBYTES = 24
HEARS_SECONDS = 3     # a website must get its 503 within this time, even if PostgreSQL is stuck


class Outage:
    """Measures the longest time in which nothing was acknowledged."""

    def __init__(self):
        self.longest_seconds = 0
        self._last = None

    def start(self):
        self.longest_seconds = 0
        self._last = asyncio.get_running_loop().time()

    def alive(self):
        now = asyncio.get_running_loop().time()
        if self._last is not None:
            self.longest_seconds = max(self.longest_seconds, now - self._last)
            self._last = now

    def stop(self):
        self._last = None


class World:
    """`small_disks`: PostgreSQL and the server have disks of their own that can be filled. `fake_clock`: the
    server's wall clock can jump."""

    def __init__(self, name, seed, small_disks=False, fake_clock=False):
        self.name = name
        self.seed = seed
        self.small_disks = small_disks
        self.fake_clock = fake_clock
        self.clock_path = self.server_disk = None
        self.cluster = self.proxy = self.victim = self.website = self.http = None
        self.workers = []
        self.outage = Outage()
        self.worst = NOTHING_WRONG
        self.progress_posts = self.progress_answers = 0
        self._load = []
        self._failed = False
        self._stack = AsyncExitStack()

    async def __aenter__(self):
        try:
            await self._begin()
        except BaseException as problem:
            await self.__aexit__(type(problem), problem, problem.__traceback__)
            raise
        return self

    async def _begin(self):
        loop, stack = asyncio.get_running_loop(), self._stack
        self.cluster = Cluster(self.small_disks)
        stack.push_async_callback(self.cluster.end)
        await self.cluster.start()
        self.proxy = Proxy(self.cluster.postgres.port)
        await self.proxy.start()
        stack.push_async_callback(self.proxy.end)
        url = self.cluster.url().replace(f":{self.cluster.postgres.port}/", f":{self.proxy.port}/")
        folder = tempfile.mkdtemp(prefix="callbackd-chaos-server-")
        stack.callback(self._remove, folder)
        if self.small_disks:
            self.server_disk = SmallDisk(folder, SERVER_MEBIBYTES)
        environment = {}
        if self.fake_clock:
            self.clock_path = os.path.join(folder, "clock")
            environment = clocks.environment(self.clock_path)
        self.victim = await loop.run_in_executor(None, lambda: Victim(self.cluster, url, environment, folder))
        stack.push_async_callback(self._end_victim)
        await self.victim.start()
        self.http = await stack.enter_async_context(HttpClient(self.victim.server.url))
        self.website = Website(self.victim, self.http, random.Random(f"{self.seed} website"))
        self.workers = [Worker(self.victim, self.http, login, random.Random(f"{self.seed} {login}")) for login in AGENTS]
        self.website.on_progress = self._posted
        self.website.waiting = lambda: self.progress_posts - sum(len(worker.done) for worker in self.workers)
        for worker in self.workers:
            worker.on_progress = self._answered
        # Logs all agents in. Their tokens stay valid over every restart of the server.
        await asyncio.gather(*(worker.agent.token() for worker in self.workers))
        self._load = [asyncio.ensure_future(each.run()) for each in (self.website, *self.workers)]
        for task in self._load:
            task.add_done_callback(self._load_ended)
        stack.push_async_callback(self._end_load)

    async def __aexit__(self, kind, *_):
        self._failed = kind is not None
        await self._stack.aclose()

    async def _end_victim(self):
        if self._failed:
            await self.victim.abandon()
        else:
            await self.victim.end()

    def _remove(self, folder):
        """Removes the server's folder. After a failure the logs are copied to another folder first."""
        if self._failed and self.victim is not None:
            kept = tempfile.mkdtemp(prefix="callbackd-chaos-failed-")
            shutil.copy(self.victim.server.log_path, kept)
            shutil.copy(self.cluster.log_path, kept)
            print(f"{self.name}: the logs are in {kept}", flush=True)
        if self.server_disk is not None:
            self.server_disk.unmount()
        shutil.rmtree(folder, ignore_errors=True)

    async def _end_load(self):
        self._load, load = [], self._load
        for worker in self.workers:
            worker.over = True   # asyncio.wait_for can lose a cancel that meets a time-out
        for task in load:
            task.cancel()
        await asyncio.gather(*load, return_exceptions=True)
        agents = [worker.agent for worker in self.workers if worker.agent.socket is not None]
        for agent in agents:
            agent.cut()
        await asyncio.gather(*(agent.leave() for agent in agents), return_exceptions=True)

    # Methods that count the progress of the load.

    def _posted(self):
        self.progress_posts += 1
        self._wake()

    def _answered(self):
        self.progress_answers += 1
        self._wake()

    def _wake(self):
        self.outage.alive()
        asyncio.ensure_future(self._notify())

    async def _notify(self):
        async with self.victim.progress:
            self.victim.progress.notify_all()

    def _load_ended(self, _task):
        if self._load:
            self._wake()

    def raise_early_end(self):
        for task in self._load:
            if task.done() and not task.cancelled() and task.exception() is not None:
                raise task.exception()

    async def goes_on(self):
        """Returns when the website has got at least POSTS_BETWEEN more acknowledgements and the agents have got at
        least ANSWERS_BETWEEN more answers."""
        goal_posts, goal_answers = self.progress_posts + POSTS_BETWEEN, self.progress_answers + ANSWERS_BETWEEN

        def there():
            self.raise_early_end()
            return self.progress_posts >= goal_posts and self.progress_answers >= goal_answers
        async with self.victim.progress:
            await within(self.victim.progress.wait_for(there), f"{self.name}: the load going on", GOES_ON_SECONDS)

    # Methods that begin and end a scenario.

    async def open(self):
        for worker in self.workers:
            worker.finishing = False
        self.website.open.set()
        await self.goes_on()
        self.outage.start()

    async def settle(self):
        """Ends the load: waits until every post is acknowledged, every callback is final and every notification has
        come. Then makes the checks. Returns only the faults that are new."""
        self.outage.stop()
        await self.website.idle()
        for worker in self.workers:
            worker.finishing = True
        await self.cluster.answers()
        database = Database(self.cluster.url(), self.victim.server.schema)
        try:
            async def all_final():
                self.raise_early_end()
                return await asyncio.to_thread(database.live) == []
            await until(all_final, "the end of every callback", SETTLE_SECONDS)
            for worker in self.workers:
                worker.keep_what_was_told()
            await asyncio.to_thread(database.hold_invariants)
            found = await asyncio.to_thread(verdict, database, self.records())
        finally:
            database.close()
        new = found.since(self.worst)
        self.worst = found
        return new

    async def hold_checks(self):
        """Checks that the checks see planted faults (planted.py). Call it after a settled scenario. The checks run in
        another thread, because the proxies of other lanes run in this one."""
        database = Database(self.cluster.url(), self.victim.server.schema)
        try:
            blind = await asyncio.to_thread(unseen, database, self.records())
        finally:
            database.close()
        assert blind == [], f"the checks do not see: {blind}"

    def records(self):
        return Records(self.website.acknowledged, self.website.changed_ids,
                       [each for worker in self.workers for each in worker.done],
                       [each for worker in self.workers for each in worker.told])

    def gaps(self):
        return [str(worker.agent.problem) for worker in self.workers if worker.agent.problem is not None]

    # Methods that check what a website and an operator are answered.

    async def not_ready(self):
        """Returns when /readyz answers 503."""
        await until(self.readyz_is_503, f"{self.name}: 503 of /readyz", 20)

    async def readyz_is_503(self):
        status, _ = await asyncio.get_running_loop().run_in_executor(None, self.victim.server.operator, "/readyz")
        return status == 503

    async def website_hears_503(self):
        """Checks that a website's post is answered with 503 soon, with and without an Idempotency-Key. The post must
        not wait until PostgreSQL is back."""
        for key in (None, f"refused-{self.progress_posts}"):
            await self.not_ready()
            answer = await within(self.website.once(key, self.website.body(next(self.website.numbers))),
                                  f"{self.name}: an answer to a post while nothing can be committed", HEARS_SECONDS)
            assert answer.status == 503, f"{self.name}: {answer.status} while nothing can be committed"
