"""An agent's client: JSON-RPC over one WebSocket. Every message is checked against proto/schemas, and every sequence
number must be the next one after the last."""
import asyncio
import itertools
import json

import aiohttp

from lib import contract
from lib.wait import LIMIT_SECONDS, within

CHANNEL = "web_callback"
SEQUENCED = ("offer.created", "offer.closed", "interaction.updated", "interaction.closed", "agent.state_changed",
             "consultation.offered", "consultation.updated", "consultation.closed")


class Refused(Exception):
    """The server's answer was an error."""

    def __init__(self, error):
        self.code = error["code"]
        self.data = error.get("data") or {}
        self.reason = self.data.get("reason")
        self.wrong = {(each["field"], each["rule"]) for each in self.data.get("errors", [])}
        super().__init__(json.dumps(error))


class Agent:
    patience_seconds = LIMIT_SECONDS   # the longest wait for an answer

    def __init__(self, server, http, login):
        self.server = server
        self.http = http
        self.login = login
        self.socket = None
        self.session = None        # the last result of session.open
        self.last_seq = None
        self.history = []          # (method, params) of all notifications
        self.problem = None        # the first message that broke the contract
        self.close_code = None
        self._ids = itertools.count(1)
        self._asked = {}           # id → (method, params, future)
        self._unread = []
        self._watched = []         # (is_it, future)
        self._reader = None

    # Methods that open, cut and close the connection.

    async def connect(self, token=None, origin=None, protocols=("callbackd.v1",)):
        """Connects, and does not open the session. `token` goes into the Authorization header of the handshake."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if origin is not None:
            headers["Origin"] = origin
        self.close_code = None
        self.socket = await self.http.session.ws_connect(
            self.server.url + "/v1/agent", protocols=protocols, headers=headers, autoping=True,
            max_msg_size=0)
        assert self.socket.protocol == "callbackd.v1"
        self._reader = asyncio.create_task(self._read(self.socket))
        return self

    async def open(self, token=None, resume=None, **upgrade):
        """Connects and opens the session. Without `token`, the usual token of the login is used."""
        await self.connect(**upgrade)
        params = {"token": token or await self.token()}
        if resume is not None:
            params["resume"] = resume
        await self.call("session.open", **params)
        return self

    async def token(self, fresh=False):
        known = self.server.tokens
        if fresh or self.login not in known:
            body = {"login": self.login, "password": self.server.passwords[self.login]}
            answer = await self.http.ask("POST", "/v1/sessions", body)
            assert answer.status == 201, answer.text
            self.server.private[answer.body["token"]] = f"a session token of {self.login}"
            if fresh:
                return answer.body["token"]
            known[self.login] = answer.body["token"]
        return known[self.login]

    async def reopen(self, **more):
        """Connects again as a client that lost its connection does: it sends the id of its session and the last
        sequence number that it saw."""
        return await self.open(
            resume={"session_id": self.session["session_id"], "last_seq": self.last_seq}, **more)

    def cut(self):
        """Breaks the connection as a failing network does, without the closing handshake."""
        connection = self.socket._response.connection   # pylint: disable=protected-access
        if connection is not None and connection.transport is not None:   # it may have ended already
            connection.transport.abort()

    async def cut_off(self):
        self.cut()
        await self.closed()

    async def closed(self, limit_seconds=LIMIT_SECONDS):
        """Waits for the end of the connection; returns its close code."""
        await within(asyncio.shield(self._reader), f"the end of {self.login}'s connection", limit_seconds)
        return self.close_code

    async def leave(self):
        """Closes the connection and sends nothing before: the session is not closed by a request."""
        if self.socket is not None and not self.socket.closed:
            await self.socket.close()
        if self._reader is not None:
            await self._reader

    # Methods that send requests and wait for the answers.

    async def ask(self, method, params=None, *, bad=False, number=None):
        """Sends a request. Returns the whole answer, also if it is an error."""
        number = number if number is not None else next(self._ids)
        request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params or {}}
        if not bad:
            contract.hold(request, f"ws.request.{method}")
        return await within(self.send(request), f"the answer to {self.login}'s {method}", self.patience_seconds)

    def send(self, request):
        """Sends the request now; returns a future of its answer."""
        self._hold_connected()
        future = asyncio.get_running_loop().create_future()
        self._asked[request["id"]] = (request["method"], request.get("params") or {}, future)

        async def both():
            await self.socket.send_str(json.dumps(request))
            return await future
        return asyncio.ensure_future(both())

    async def send_text(self, text):
        """Sends any text and returns the answer. The id in the answer is null, or the id in the text."""
        future = asyncio.get_running_loop().create_future()
        self._asked[None] = (None, {}, future)
        await self.socket.send_str(text)
        return await within(future, "an answer to a bad message")

    async def call(self, method, **params):
        message = await self.ask(method, params)
        if "error" in message:
            raise Refused(message["error"])
        return message["result"]

    async def refused(self, method, bad=False, **params):
        """Sends a request that the server must refuse. Returns the error."""
        message = await self.ask(method, params, bad=bad)
        assert "error" in message, f"{method} was not refused: {message}"
        return Refused(message["error"])

    async def ready(self):
        return await self.call("agent.set_state", channel=CHANNEL, state="ready")

    def forget_unread(self):
        """Forgets all notifications that no test has taken yet. Use it when a snapshot contains their effects, or when
        they no longer matter."""
        self._unread.clear()

    async def not_ready(self, reason=None):
        return await self.call("agent.set_state", channel=CHANNEL, state="not_ready",
                               **({"reason": reason} if reason else {}))

    # Methods that wait for the server's notifications.

    async def told(self, method, is_it=lambda params: True, limit_seconds=LIMIT_SECONDS):
        """Returns the first notification of this method for which `is_it` is true and which no earlier call has
        returned. If there is none, waits for the next one."""
        for index, (name, params) in enumerate(self._unread):
            if name == method and is_it(params):
                del self._unread[index]
                return params
        self._hold_connected()
        future = asyncio.get_running_loop().create_future()
        self._watched.append((lambda name, params: name == method and is_it(params), future))
        seen = [name for name, _ in self.history[-6:]]
        return await within(future, f"{method} for {self.login} (last seen: {seen})", limit_seconds)

    def unread(self, method):
        return [params for name, params in self._unread if name == method]

    async def offered(self, callback_id=None):
        told = await self.told("offer.created",
                               lambda p: callback_id in (None, p["offer"]["callback_id"]))
        return told["offer"]

    async def offer_closed(self, offer):
        told = await self.told("offer.closed", lambda p: p["offer_id"] == offer["offer_id"])
        return told["outcome"]

    async def accepted(self, callback_id=None):
        """Waits for the offer and accepts it; returns {"interaction_id": …} for the next requests."""
        offer = await self.offered(callback_id)
        interaction = await self.call("offer.accept", offer_id=offer["offer_id"])
        assert interaction["callback_id"] == offer["callback_id"]
        return {"interaction_id": interaction["interaction_id"]}

    async def call_is(self, call_status, is_it=lambda interaction: True):
        """Waits until a notification shows an interaction with this call status. Returns this interaction."""
        told = await self.told("interaction.updated", lambda p: p["interaction"]["call_status"] == call_status
                               and is_it(p["interaction"]))
        return told["interaction"]

    async def state_is(self, state, reason):
        return await self.told("agent.state_changed",
                               lambda p: (p["state"], p["reason"]) == (state, reason))

    # Methods that read what the server sends.

    async def _read(self, socket):
        try:
            async for frame in socket:
                if frame.type == aiohttp.WSMsgType.TEXT:
                    self._take(json.loads(frame.data))
        except (AssertionError, KeyError, ValueError) as problem:
            self.problem = self.problem or problem
        self.close_code = socket.close_code
        self._wake(self.problem or ConnectionError(f"{self.login}: closed with {socket.close_code}"))

    def _hold_connected(self):
        if self._reader is None or self._reader.done():
            raise self.problem or ConnectionError(f"{self.login}: closed with {self.close_code}")

    def _wake(self, problem):
        for future in [asked[2] for asked in self._asked.values()] + [watch[1] for watch in self._watched]:
            if not future.done():
                future.set_exception(problem)
                future.exception()   # read, so that Python does not warn when nothing waits for it
        self._asked.clear()
        self._watched.clear()

    def _take(self, message):
        if "method" in message:
            contract.hold(message, f"ws.notification.{message['method']}")
            return self._notified(message["method"], message["params"])
        method, params, future = self._asked.pop(message["id"], None) or self._asked.pop(None)
        if "error" in message:
            contract.hold(message, "ws.error")
        else:
            contract.hold(message, f"ws.result.{method}")
            if method == "session.open":
                self._opened(params, message["result"])
        if not future.done():
            future.set_result(message)
        return None

    def _opened(self, params, result):
        asked_for = params.get("resume")
        if result["resumed"]:
            assert asked_for and result["session_id"] == asked_for["session_id"]
            assert result["seq"] >= asked_for["last_seq"]
            assert result["seq"] == asked_for["last_seq"], "resumed: exactly the missed ones follow"
        elif asked_for:
            assert result["session_id"] != asked_for["session_id"], "a snapshot has a session_id of its own"
        self.session = result
        self.last_seq = result["seq"]

    def _notified(self, method, params):
        if method in SEQUENCED:
            assert self.last_seq is not None, f"{method} before session.open was answered"
            assert params["seq"] == self.last_seq + 1, f"{method}: {params['seq']} after {self.last_seq}"
            self.last_seq = params["seq"]
        else:
            assert params["seq"] == self.last_seq, f"{method} must repeat the last seq"
        self.history.append((method, params))
        for index, (is_it, future) in enumerate(self._watched):
            if is_it(method, params):
                del self._watched[index]
                if not future.done():
                    future.set_result(params)
                    return
                break
        self._unread.append((method, params))
