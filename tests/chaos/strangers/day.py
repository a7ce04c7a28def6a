"""Plays one hostile day: a server with a PostgreSQL of its own, the process of the strangers, and beside it the
honest website and the office. Then reports what happened."""
import asyncio
import json
import random
import signal
import subprocess
import sys

import paths
from cluster import Cluster
from lib.database import Database
from lib.server import Server
from lib.site import queue
from lib.wait import moment, until
from strangers import bounds, growth
from strangers.honest import OFFICE_ADDRESS, WEBSITE_ADDRESS, FromAddress, OfficeAgent, Website
from strangers.says import told
from strangers.stopwatch import Stopwatch
from supervised import dies_with_parent

CALM_SECONDS = 5        # how long the honest clients work before the strangers come
LOGINS = [f"agent{number}" for number in range(bounds.AGENTS)]
CONFIGURATION = f"[limits]\nconnections = {bounds.CONNECTIONS}\n"


def site():
    return {
        "company": {"name": "Example Ltd", "time_zone": "Europe/London", "default_region": "GB", "grace_seconds": 5},
        "sites": [{"name": "www", "origins": ["https://www.example.com"], "requests_per_minute": bounds.SITE_POSTS_A_MINUTE,
                   "requests_per_address_per_minute": bounds.ADDRESS_POSTS_A_MINUTE}],
        "agents": [{"login": login, "name": login, "phone": "1001"} for login in LOGINS],
        "queues": [queue("work", offer_timeout_seconds=20, not_ready_on_timeout=False, exclusion_seconds=1)],
    }


class Strangers:
    """The process of the floods. It runs under `nice`, because real strangers have other machines and take no
    processor time from the server."""

    def __init__(self, server, seconds, seed):
        self.asked = json.dumps({"port": int(server.url.rpartition(":")[2]), "key": server.keys["www"]["publishable"],
                                 "logins": LOGINS, "seconds": seconds, "seed": seed})
        self.limit_seconds = seconds + 60
        self.process = subprocess.Popen(
            ["nice", "-n", "5", sys.executable, "-m", "strangers"], cwd=paths.HERE, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, preexec_fn=dies_with_parent(signal.SIGKILL))

    async def run(self):
        """Waits until the strangers are done; returns the answers that they got."""
        answered, _ = await asyncio.to_thread(self.process.communicate, self.asked, self.limit_seconds)
        assert self.process.returncode == 0, f"the strangers' process ended with {self.process.returncode}"
        return json.loads(answered)


async def hostile_day(minutes, seed):
    """Plays the day. True: the website and the agents noticed nothing."""
    cluster = Cluster()
    try:
        await cluster.start()
        server = await asyncio.to_thread(Server, cluster, site(), CONFIGURATION)
        server.start()
        try:
            return await _play(server, minutes * 60, seed)
        finally:
            if server.is_running():
                server.kill()
    finally:
        await cluster.end()


async def while_it_runs(server, strangers):
    """Waits for the strangers, and returns the answers that they got. If the server ends meanwhile, this fails with
    the code or signal by which the server ended."""
    async def ended():
        while server.is_running():
            await moment(1)
    watched, task = asyncio.ensure_future(ended()), asyncio.ensure_future(strangers.run())
    try:
        await asyncio.wait({watched, task}, return_when=asyncio.FIRST_COMPLETED)
        assert not watched.done(), f"the server ended in the middle of the day: {server.process.returncode}"
        return task.result()
    finally:
        watched.cancel()
        if strangers.process.poll() is None:
            strangers.process.kill()


async def _play(server, seconds, seed):
    database, watch = Database(server.database_url, server.schema), Stopwatch()
    watch.start()
    async with FromAddress(server.url, WEBSITE_ADDRESS) as pages, FromAddress(server.url, OFFICE_ADDRESS) as office:
        website = Website(server, pages, watch, random.Random(f"{seed} website"))
        agents = [OfficeAgent(server, office, login, watch, random.Random(f"{seed} {login}")) for login in LOGINS]
        work = [asyncio.ensure_future(each.run()) for each in (website, *agents)]
        try:
            async def all_work():
                return all(agent.answers for agent in agents)
            await until(all_work, "work for every agent", 60)
            await moment(CALM_SECONDS)
            before = growth.look(server, database)
            answers = -sum(each.answers for each in (website, *agents))
            strangers = await while_it_runs(server, Strangers(server, seconds, seed))
            answers += sum(each.answers for each in (website, *agents))
            grown = growth.between(before, growth.look(server, database))
            for task in work:   # such a task ends early only by a fault of the test
                if task.done():
                    task.result()
        finally:
            watch.stop()
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
    await asyncio.to_thread(database.hold_invariants)
    database.close()
    strangers["written"] = sum(count for kind in ("posts", "patches", "numbers") for status, count in
                               strangers["counts"].get(kind, {}).items() if status in ("200", "201"))
    text, good = told(watch, strangers, grown, (answers, seconds))
    print(text)
    return good
