"""A client that posts over one connection, one post at a time. It has as little code as possible, because it
measures times."""
import asyncio
import itertools
import json
import urllib.parse

_numbers = itertools.count(30000)


def next_phone():
    """A phone number that was not used before. The simulated contact answers at it."""
    return f"+4420{next(_numbers):05}123"


class Caller:
    def __init__(self, member, queue="nobody"):
        self.place = urllib.parse.urlsplit(member.url)
        self.key = member.keys["www"]["secret"]
        self.queue = queue
        self.reader = self.writer = None

    async def post(self):
        """Posts one callback. Returns (status, headers, body). Raises OSError or EOFError if the connection ends
        before the answer."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.place.hostname, self.place.port)
        body = json.dumps({"queue": self.queue, "contact": {"phone": next_phone(), "name": "Zelda Quux"}}).encode()
        self.writer.write((f"POST /v1/callbacks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.key}\r\n"
                           f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body)
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        except BaseException:
            self.close()
            raise
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        text = await self.reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return int(head[0].split()[1]), headers, json.loads(text) if text else None

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None
