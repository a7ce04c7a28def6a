"""A proxy between the server and PostgreSQL. It does what a bad network does: it cuts connections in the middle of a
commit, swallows all bytes, or delays them. It knows a commit by the name of the prepared statement, and knows
nothing else of the protocol."""
import asyncio
import socket
import struct

from lib.wait import moment, within

CHUNK = 1 << 16
COMMIT_SECONDS = 20   # the longest wait for a commit; the server's heartbeat commits at least every second
COMMIT = b"commit\0"
PREPARED = b"journal_commit"


class Link:
    """One connection of the server to PostgreSQL, through the proxy."""

    def __init__(self, proxy, near, far):
        self.proxy = proxy
        self.near = near   # (reader, writer) towards the server
        self.far = far
        self.writes_cell = False

    def cut(self, reset):
        for _, writer in (self.near, self.far):
            if writer.is_closing():
                continue
            if reset:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    async def forward(self):
        upward = asyncio.ensure_future(self._pump(self.near[0], self.far[1], self._asked))
        downward = asyncio.ensure_future(self._pump(self.far[0], self.near[1], self._answered))
        try:
            await asyncio.wait({upward, downward}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (upward, downward):
                task.cancel()
            self.cut(reset=False)

    async def _pump(self, reader, writer, look):
        try:
            while data := await reader.read(CHUNK):
                if self.proxy.delay_seconds:
                    await moment(self.proxy.delay_seconds)
                await self.proxy.passable.wait()
                if not await look(data, writer):
                    writer.write(data)
                    await writer.drain()
        except (ConnectionError, OSError):
            pass

    async def _asked(self, data, writer):
        """Looks at bytes that the server sent. Returns True if it has dealt with them, so that they must not be passed
        on."""
        self.writes_cell = self.writes_cell or PREPARED in data
        if self.writes_cell and COMMIT in data and self.proxy.on_commit is not None:
            return await self.proxy.on_commit(self, data, writer)
        return False

    async def _answered(self, _data, _writer):
        if self.writes_cell and self.proxy.on_answer is not None:
            return await self.proxy.on_answer(self)
        return False


class Proxy:
    def __init__(self, port):
        self.target = port
        self.links = set()
        self.delay_seconds = 0
        self.passable = asyncio.Event()   # while it is cleared, no bytes pass
        self.passable.set()
        self.on_commit = None
        self.on_answer = None
        self._server = None

    async def start(self):
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _accept(self, reader, writer):
        try:
            far = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return writer.transport.abort()
        for each in (writer, far[1]):
            each.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link = Link(self, (reader, writer), far)
        self.links.add(link)
        try:
            await link.forward()
        finally:
            self.links.discard(link)
        return None

    async def end(self):
        self._server.close()
        for link in list(self.links):
            link.cut(reset=True)
        await self._server.wait_closed()

    # Coroutines that cut connections. Each one returns when the cut has happened.

    async def cut_next_commit(self, when, reset):
        """Cuts the connection of the next commit. `when` says at which moment. before: PostgreSQL gets nothing. half:
        it gets half of the request. sent: it gets the whole request, and nobody waits for its answer. answered: it has
        answered, and the server does not get the answer."""
        done = asyncio.get_running_loop().create_future()

        async def on_answer(link):
            self.on_answer = None
            link.cut(reset)
            done.set_result(None)
            return True

        async def on_commit(link, data, writer):
            self.on_commit = None
            if when != "before":
                writer.write(data[:len(data) // 2] if when == "half" else data)
            if when == "answered":
                self.on_answer = on_answer
                return True
            if when == "sent":
                writer.close()   # closes after the written bytes are sent
            link.cut(reset)
            done.set_result(None)
            return True
        self.on_commit = on_commit
        await within(done, "a commit to cut", COMMIT_SECONDS)

    async def next_commit(self):
        """Returns when PostgreSQL's answer to the next commit has just been passed on."""
        passed = asyncio.get_running_loop().create_future()

        async def on_answer(_link):
            self.on_answer = None
            asyncio.get_running_loop().call_soon(passed.set_result, None)
            return False
        self.on_answer = on_answer
        await within(passed, "the answer to a commit", COMMIT_SECONDS)

    def swallow(self):
        self.passable.clear()

    def release(self, cut):
        """Lets bytes pass again. If `cut`, cuts all connections first, so that the bytes that were held back never
        arrive."""
        if cut:
            for link in list(self.links):
                link.cut(reset=True)
        self.passable.set()
