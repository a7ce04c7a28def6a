"""An agent's connection: logs in over HTTP, then speaks JSON-RPC over one WebSocket (proto/README.md).

Answers come back from `call`; notifications wait in `notifications`, in order.
"""
import asyncio
import itertools
import json

import aiohttp

ANSWER_SECONDS = 10
MESSAGE_BYTES = 64 * 1024   # at a longer message the server closes the connection


class Refused(Exception):
    """The server's answer was an error. `reason` is the stable name of the error, or its code if it has no name."""

    def __init__(self, error):
        data = error.get("data") or {}
        self.reason = data.get("reason") or str(error.get("code"))
        details = "; ".join(f"{e['field']}: {e['message']}" for e in data.get("errors", []))
        super().__init__(f"{error.get('message')} ({self.reason}{': ' + details if details else ''})")


class AgentLink:
    def __init__(self, url, login, password):
        self.url = url
        self.login = login
        self.password = password
        self.notifications = asyncio.Queue()
        self._ids = itertools.count(1)
        self._waiting = {}
        self._http = None
        self._socket = None
        self._reader = None

    async def open(self):
        """Logs in, connects and opens the session. Returns the result of session.open: the callbacks, offers and calls
        that the agent has in hand."""
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS))
        async with self._http.post(f"{self.url}/v1/sessions",
                                   json={"login": self.login, "password": self.password}) as answer:
            if answer.status != 201:
                raise Refused({"message": answer.reason, "code": answer.status})
            body = await answer.json(content_type=None)
        self._socket = await self._http.ws_connect(
            f"{self.url}/v1/agent", protocols=["callbackd.v1"], heartbeat=ANSWER_SECONDS)
        self._reader = asyncio.create_task(self._read())
        return await self.call("session.open", token=body["token"])

    async def call(self, method, **params):
        number = next(self._ids)
        text = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        if len(text) > MESSAGE_BYTES:
            raise Refused({"message": f"longer than {MESSAGE_BYTES} bytes", "code": "not sent"})
        self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send_str(text)
            message = await asyncio.wait_for(self._waiting[number], ANSWER_SECONDS)
        except asyncio.TimeoutError:
            raise ConnectionError(f"no answer to {method} within {ANSWER_SECONDS} s") from None
        finally:
            del self._waiting[number]
        if "error" in message:
            raise Refused(message["error"])
        return message["result"]

    async def _read(self):
        why = None
        try:
            async for frame in self._socket:
                if frame.type != aiohttp.WSMsgType.TEXT:
                    break
                message = json.loads(frame.data)
                waiting = self._waiting.get(message.get("id"))
                if waiting is not None and not waiting.done():
                    waiting.set_result(message)
                elif "method" in message:
                    await self.notifications.put((message["method"], message["params"]))
        except (ValueError, LookupError, TypeError, AttributeError) as rubbish:
            why = f"the server sent what is no JSON-RPC ({rubbish!r})"
        why = why or f"the connection to the server was closed (code {self._socket.close_code})"
        await self.notifications.put(("closed", {"why": why}))
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError(why))

    async def close(self):
        if self._socket is not None:
            await self._socket.close()
            await self._reader
        if self._http is not None:
            await self._http.close()
