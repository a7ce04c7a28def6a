"""The server under attack. Whenever it ends, it is started again, as systemd would do. It says by itself when it is
active (sd_notify)."""
import asyncio
import os
import re
import signal

from lib.server import Server
from lib.site import queue
from lib.wait import within
from processes import ended, send

AGENTS = [f"agent{number}" for number in range(8)]
GRACE_SECONDS = 5
LEASE_SECONDS = 3
END_SECONDS = 30
# Reasons for which the server may end by itself in any scenario: it could not extend its lease in time, or another
# server has taken its cell over.
MAY_END = ("the lease ran out before a release", "another server has taken the cell over")


def site():
    return {
        "dialling": {"dials_per_agent_per_hour": 0},
        "company": {"name": "Example Ltd", "time_zone": "Europe/London", "default_region": "GB",
                    "grace_seconds": GRACE_SECONDS},
        "sites": [{"name": "www", "requests_per_minute": 0, "requests_per_number_per_hour": 0,
                   "requests_per_number_per_day": 0, "requests_per_prefix_per_hour": 0}],
        "agents": [{"login": login, "name": login, "phone": "1001"} for login in AGENTS],
        "queues": [queue("work", offer_timeout_seconds=2, not_ready_on_timeout=False, exclusion_seconds=1)],
    }


class Victim:
    def __init__(self, postgres, proxied_url, environment, parent=None):
        self.server = Server(postgres, site(), serve_url=proxied_url, lease_seconds=LEASE_SECONDS, parent=parent)
        self.environment = environment
        self.up = asyncio.Event()
        self.progress = asyncio.Condition()
        self.generation = 0        # the number of the running process; each start makes it one more
        self.stopped = set()       # the generations that we ended
        self.ended_by_itself = []  # the reason of each end
        self._silent = set()       # generations that must not say anything any more
        self.spoke = []            # what these silent generations said nevertheless
        self._log_end = 0
        self._ending = False
        self._keeper = None

    async def start(self):
        asyncio.get_running_loop().add_reader(self.server.notify_socket, self._told)
        self._launch()
        self._keeper = asyncio.ensure_future(self._keep())
        await self.up.wait()

    def _launch(self):
        self.generation += 1
        self.server.launch(self.environment)
        asyncio.ensure_future(self._notify())

    async def _notify(self):
        async with self.progress:
            self.progress.notify_all()

    async def started_after(self, generation):
        """Returns when the process of this generation has ended and a later one has been started."""
        async with self.progress:
            await within(self.progress.wait_for(lambda: self.generation > generation), "the server's end", END_SECONDS)

    def _told(self):
        if b"STATUS=active" in self.server.notify_socket.recv(4096):
            self.up.set()

    async def _keep(self):
        while True:
            status = await ended(self.server.process)
            self.up.clear()
            if self._ending:
                return
            if self.generation not in self.stopped:
                self.ended_by_itself.append(self._why(status))
            self.server.drop_words()
            self._launch()

    def _why(self, status):
        with open(self.server.log_path, encoding="utf-8", errors="replace") as file:
            file.seek(self._log_end)
            text = file.read()
            self._log_end = file.tell()
        # A full disk can cut off the last line of the log, so only a whole line counts.
        told = re.findall(r'critical server\.ends reason="(.*)"\n', text)
        return told[-1] if told else f"status {status}"

    # Methods that attack the server: they kill it, freeze it or thaw it.

    def kill(self):
        self.stopped.add(self.generation)
        self.up.clear()
        send([self.server.process.pid], signal.SIGKILL)

    def freeze(self):
        send([self.server.process.pid], signal.SIGSTOP)

    def thaw(self, silent=False):
        """Lets a frozen process run again. `silent`: from now on this process must send nothing, and the only thing
        that it may do is end."""
        if silent:
            self._silent.add(self.generation)
        send([self.server.process.pid], signal.SIGCONT)

    # Methods that judge the server and end it.

    def heard(self, generation, what):
        if generation in self._silent:
            self.spoke.append(what)

    def unexplained_ends(self, also=()):
        return [why for why in self.ended_by_itself
                if not any(known in why for known in (*MAY_END, *also))]

    async def end(self):
        """Ends the server as an operator would, and checks its exit status and its log."""
        self._ending = True
        loop = asyncio.get_running_loop()
        loop.remove_reader(self.server.notify_socket)
        await loop.run_in_executor(None, self.server.end)
        if self._keeper is not None:
            await self._keeper

    async def abandon(self):
        """Kills the server after a failure. Returns the path of its log, which stays."""
        self._ending = True
        self.kill()
        send([self.server.process.pid], signal.SIGCONT)
        await ended(self.server.process)
        return os.path.abspath(self.server.log_path)
