"""The server that is killed: started again at once, as systemd would, and it tells when it is up."""
import asyncio

from lib.server import Server
from lib.site import queue

AGENTS = [f"agent{number}" for number in range(10)]
GRACE_SECONDS = 5


def site():
    return {
        "company": {"name": "Example Ltd", "time_zone": "Europe/London", "default_region": "GB",
                    "grace_seconds": GRACE_SECONDS},
        "sites": [{"name": "www", "requests_per_minute": 0, "requests_per_number_per_hour": 0,
                   "requests_per_number_per_day": 0, "requests_per_prefix_per_hour": 0}],
        "agents": [{"login": login, "name": login, "phone": "1001"} for login in AGENTS],
        "queues": [queue("work", offer_timeout_seconds=2, not_ready_on_timeout=False, exclusion_seconds=1)],
    }


class Victim:
    def __init__(self, postgres):
        self.server = Server(postgres, site()).start()
        self.up = asyncio.Event()
        self.up.set()
        self.kills = 0

    async def kill(self):
        """kill -9, and at once the next one."""
        self.up.clear()
        await self.server.restart()
        self.kills += 1
        self.up.set()
