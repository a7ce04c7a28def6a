"""The network between callbackd and Asterisk, which a test can cut: all bytes pass through here. It has a thread of
its own, because it lives longer than the event loop of a test."""
import asyncio
import socket
import threading


class Cable:
    """Listens at `address`, a port of its own, and passes all bytes on to `target` and back."""

    def __init__(self, target):
        self.target = target
        self._whole = True
        self._ends = set()   # writers of the open connections
        self._loop = asyncio.new_event_loop()
        listening = socket.create_server(("127.0.0.1", 0))
        self.address = listening.getsockname()
        self._thread = threading.Thread(target=self._run, args=(listening,), daemon=True)
        self._thread.start()

    def _run(self, listening):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._connected, sock=listening))
        self._loop.run_forever()

    async def _connected(self, reader, writer):
        self._ends.add(writer)
        try:
            if not self._whole:
                return
            far_reader, far_writer = await asyncio.open_connection(*self.target)
            self._ends.add(far_writer)
            try:
                await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
            finally:
                self._drop(far_writer)
        except OSError:
            pass   # whoever uses the connection next sees that it is closed
        finally:
            self._drop(writer)

    async def _pass(self, reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    def _drop(self, writer):
        self._ends.discard(writer)
        if writer.transport is not None:
            writer.transport.abort()

    def _call(self, change):
        done = threading.Event()

        def run():
            change()
            done.set()
        self._loop.call_soon_threadsafe(run)
        done.wait()

    # Methods that a test calls.

    def cut(self):
        """Ends all open connections. New connections end at once too, until the cable is mended."""
        def change():
            self._whole = False
            for writer in list(self._ends):
                self._drop(writer)
        self._call(change)

    def mend(self):
        def change():
            self._whole = True
        self._call(change)

    def end(self):
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
