"""A client of Asterisk's ARI. Tests ask it which channels and bridges there are. Tests of the lab itself also make
calls with it."""
import asyncio
import contextlib
import json

import aiohttp

from lib.wait import within


class Ari:
    """Used inside one event loop: `async with Ari(url, user, password) as ari`."""

    def __init__(self, url, user, password):
        self.url = url + "/ari"
        self.login = aiohttp.BasicAuth(user, password)
        self.session = None
        self._events = []
        self._changed = None
        self._reading = None

    async def __aenter__(self):
        self.session = aiohttp.ClientSession(auth=self.login, timeout=aiohttp.ClientTimeout(total=10))
        self._changed = asyncio.Condition()
        return self

    async def __aexit__(self, *_):
        if self._reading is not None:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
        await self.session.close()

    async def ask(self, method, path, **query):
        """Sends a request; returns (status, body)."""
        async with self.session.request(method, self.url + path, params=query) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def list(self, what):
        """The list of Asterisk's channels, bridges or endpoints."""
        status, body = await self.ask("GET", f"/{what}")
        assert status == 200, f"{what}: {status} {body}"
        return body

    async def listen(self, application):
        """From now on told() returns this application's events."""
        socket = await self.session.ws_connect(self.url + "/events", params={"app": application})
        self._reading = asyncio.create_task(self._read(socket))

    async def _read(self, socket):
        async for frame in socket:
            async with self._changed:
                self._events.append(json.loads(frame.data))
                self._changed.notify_all()

    def forget(self):
        """Forgets the events that have come so far."""
        self._events.clear()

    async def told(self, kind, channel):
        """Waits for the event of this kind about this channel. It may have come before this call."""
        def has_come():
            return next((event for event in self._events
                         if event["type"] == kind and event.get("channel", {}).get("id") == channel), None)

        async def wait():
            async with self._changed:
                return await self._changed.wait_for(has_come)
        return await within(wait(), f"{kind} of {channel}")
