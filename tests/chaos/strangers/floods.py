"""The floods. Each is a coroutine function that does one thing that a stranger does, from one address. Every flood
has a pace and a limit of requests that are under way at once, and it ends with the day."""
import asyncio
import itertools
import json
import secrets
from collections import Counter

from lib.wait import moment
from strangers import numbers
from strangers.raw import OPCODE_MORE, Line

ADDRESSES = [f"127.0.{16 + index // 100}.{1 + index % 100}" for index in range(200)]
READERS = ADDRESSES[:4]         # so few addresses that each asks far more often than a person would
FRESH_A_SECOND = 20
A_SECOND = {"posts": 40, "patches": 60, "numbers": 20, "reads": 60, "logins": 8, "tokens": 50, "sockets": 10,
            "connections": 60}
UNDER_WAY = 100                 # how many of one kind are under way at most; HELD: of kinds that hold a connection open
HELD = {"connections": 600, "sockets": 200}
HOLD_SECONDS = 30
CALLBACKS = 40                  # callbacks that are changed again and again until they are over
EMPTY_FRAMES = 200
GONE = (403, 404, 409)          # an agent has done the callback: another callback takes its place


def fresh_address(number):
    return f"127.{1 + number // 62500 % 200}.{number // 250 % 250}.{1 + number % 250}"


class Floods:
    def __init__(self, port, key, logins, chance):
        self.port, self.key, self.known_logins, self.chance = port, key, logins, chance
        self.counts = {}
        self.mine = []         # (path, manage token) of the callbacks that are changed again and again
        self.changed = {}      # path → when the first and the last change was asked for
        self._phones, self._fresh = itertools.count(), itertools.count()

    def count(self, kind, what):
        self.counts.setdefault(kind, Counter())[str(what)] += 1

    async def ask(self, kind, address, *request):
        line = await Line.open(self.port, address)
        try:
            status, body = await line.ask(*request)
        finally:
            line.drop()
        self.count(kind, status)
        return status, body

    # Methods that each make one kind of flood.

    async def posts(self, address):
        body = {"queue": "work", "contact": {"phone": numbers.of_strangers(next(self._phones))}}
        status, made = await self.ask("posts", address, "POST", "/v1/callbacks", self.key, body)
        if status == 201 and len(self.mine) < CALLBACKS:
            self.mine.append((f"/v1/callbacks/{made['id']}", made["manage_token"]))

    async def patches(self, address):
        await self._change("patches", address, {"attributes": {"a": secrets.token_hex(3500)}})

    async def numbers(self, address):
        await self._change("numbers", address, {"phone": numbers.of_strangers(next(self._phones))})

    async def _change(self, kind, address, change):
        if not self.mine:
            return
        path, token = one = self.chance.choice(self.mine)
        now = asyncio.get_running_loop().time()
        self.changed[path] = (self.changed.get(path, (now,))[0], now)
        status, _ = await self.ask(kind, address, "PATCH", path, token, change)
        # If the status is one of GONE, an agent has done the callback. So this flood no longer changes it. The flood
        # that changes numbers does not look at the status, because its 409 can also mean that another callback with the
        # new number waits already.
        if status in GONE and one in self.mine and kind == "patches":
            self.mine.remove(one)

    async def reads(self, _address):
        address = self.chance.choice(READERS)
        if self.mine and self.chance.random() < 0.5:
            path, token = self.chance.choice(self.mine)
            await self.ask("reads", address, "GET", path, token)
        else:
            await self.ask("reads", address, "GET", "/v1/queues/work/estimate", self.key)

    async def logins(self, address):
        login = self.chance.choice([*self.known_logins, secrets.token_hex(4)])
        await self.ask("logins", address, "POST", "/v1/sessions", None, {"login": login, "password": secrets.token_hex(8)})

    async def tokens(self, address):
        token = self.chance.choice(("us_", "sk_", "pk_", "cb_", "")) + secrets.token_urlsafe(32)
        path = self.chance.choice(("/v1/queues/work/estimate", "/v1/admin/definition", "/v1/callbacks/x"))
        await self.ask("tokens", address, "GET", path, token)

    async def connections(self, address):
        """Opens a connection, and sends nothing or half a head. Returns when the server closes the connection, or after
        HOLD_SECONDS."""
        line = await Line.open(self.port, address)
        if self.chance.random() < 0.5:
            line.writer.write(b"POST /v1/callbacks HTTP/1.1\r\nHost: call")
        try:
            self.count("connections", "closed" if await line.gone(HOLD_SECONDS) else "held")
        finally:
            line.drop()

    async def sockets(self, address):
        """Upgrades to a WebSocket, then sends a bad token, half a message, or frames without content."""
        line = await Line.open(self.port, address)
        try:
            status = await line.upgrade()
            if status != 101:
                return self.count("sockets", status)
            self.chance.choice((self._bad_token, self._half_a_message, self._empty_frames))(line)
            self.count("sockets", "closed" if await line.gone(HOLD_SECONDS) else "held")
        finally:
            line.drop()

    def _bad_token(self, line):
        for number in range(5):
            line.frame(json.dumps({"jsonrpc": "2.0", "id": number, "method": "session.open",
                                   "params": {"token": "us_" + secrets.token_urlsafe(32)}}).encode())

    def _half_a_message(self, line):
        line.frame(b"x" * 30_000, length=60_000)

    def _empty_frames(self, line):
        line.frame(last=False)
        for _ in range(EMPTY_FRAMES):
            line.frame(last=False, opcode=OPCODE_MORE)

    # Methods that run all floods.

    async def run(self, seconds):
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        known = [self._pace(getattr(self, kind), rate, lambda: self.chance.choice(ADDRESSES), until,
                            HELD.get(kind, UNDER_WAY)) for kind, rate in A_SECOND.items()]
        fresh = self._pace(self._anything, FRESH_A_SECOND, lambda: fresh_address(next(self._fresh)), until, UNDER_WAY)
        await asyncio.gather(fresh, *known)
        return {"counts": self.counts, "changed_for": [last - first for first, last in self.changed.values()],
                "readers": len(READERS), "fresh": next(self._fresh)}

    async def _anything(self, address):
        await self._act(self.chance.choice((self.posts, self.patches, self.logins, self.tokens, self.sockets)), address)

    async def _pace(self, act, per_second, address, until, most):
        """Begins `per_second` requests a second at an even pace. While `most` requests are under way, no other request
        is begun."""
        loop, under_way = asyncio.get_running_loop(), set()
        due = loop.time()
        while due < until:
            await moment(due - loop.time())
            due = max(due + 1 / per_second, loop.time() - 1)
            if len(under_way) < most:
                task = asyncio.ensure_future(self._act(act, address()))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _act(self, act, address):
        try:
            await act(address)
        except (ConnectionError, OSError, asyncio.TimeoutError, EOFError, ValueError) as problem:
            self.count(act.__name__, type(problem).__name__)
