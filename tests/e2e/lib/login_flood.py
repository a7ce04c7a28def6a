"""A process that plays strangers who guess passwords: login_flood.py PORT. First, 200 sources fail once each, and
"ready" is printed. Then these sources guess on, each time for another login, and 20 new sources a second join them.
This lasts until standard input ends. Then the statuses of all answers since "ready" are printed, separately for the
first 200 sources and for the new ones."""
import asyncio
import itertools
import json
import sys
from collections import Counter

SOURCES = 200
FRESH_A_SECOND = 20
GUESSES_OF_A_SOURCE_A_SECOND = 1
LOGINS = ("alice", "bob", "carol", "dave", "sam", "sue", *(f"nobody{number}" for number in range(400)))


class Flood:
    def __init__(self, port):
        self.port = port
        self.failed_before, self.fresh_ones = Counter(), Counter()
        self.logins = itertools.cycle(LOGINS)
        self.over = None   # set by run()

    async def pause(self, seconds):
        """Waits for `seconds`, or until the end of the flood if that comes first."""
        await asyncio.wait([self.over], timeout=seconds)

    async def connect(self, address):
        return await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))

    async def guess(self, reader, writer, statuses):
        body = json.dumps({"login": next(self.logins), "password": "guess"})
        writer.write(f"POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                     f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        size = next(line for line in head.decode().lower().split("\r\n") if line.startswith("content-length:"))
        await reader.readexactly(int(size.split(":")[1]))
        status = int(head[9:12])
        statuses[status] += 1
        return status

    async def once(self, address):
        reader, writer = await self.connect(address)
        await self.guess(reader, writer, self.fresh_ones)
        writer.close()

    async def until_failed(self, address):
        reader, writer = await self.connect(address)
        while await self.guess(reader, writer, Counter()) != 401:
            await self.pause(0.1)
        return reader, writer

    async def go_on(self, reader, writer):
        while not self.over.done():
            await self.guess(reader, writer, self.failed_before)
            await self.pause(1 / GUESSES_OF_A_SOURCE_A_SECOND)
        writer.close()

    async def fresh(self):
        waiting = set()
        for number in itertools.count():
            if self.over.done():
                break
            waiting.add(asyncio.ensure_future(self.once(f"127.20.{number // 250}.{number % 250 + 1}")))
            await self.pause(1 / FRESH_A_SECOND)
        await asyncio.gather(*waiting, return_exceptions=True)

    async def run(self):
        self.over = asyncio.get_running_loop().create_future()
        addresses = [f"127.10.0.{number}" for number in range(1, SOURCES + 1)]
        connections = []
        for begin in range(0, SOURCES, 20):
            connections += await asyncio.gather(*map(self.until_failed, addresses[begin:begin + 20]))
        print("ready", flush=True)
        floods = [asyncio.ensure_future(self.go_on(*each)) for each in connections] + [asyncio.ensure_future(self.fresh())]
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        self.over.set_result(None)
        await asyncio.gather(*floods, return_exceptions=True)
        print(json.dumps([self.failed_before, self.fresh_ones]), flush=True)


if __name__ == "__main__":
    asyncio.run(Flood(int(sys.argv[1])).run())
