"""A strict HTTP client: every answer is checked against the schema of its route and status, and so is every
request, unless the test says that it is a bad one."""
import asyncio
import json
import re
from dataclasses import dataclass, field

import aiohttp

from lib import contract
from lib.wait import PATIENCE

ANSWER_SECONDS = 15 * PATIENCE
INSTANT_FIELDS = ("created_at", "due_at", "expires_at")


@dataclass
class Answer:
    status: int
    headers: dict
    text: str
    body: object = None
    raw_headers: list = field(default_factory=list)

    @property
    def code(self):
        """The stable name of a problem."""
        return self.body["type"].removeprefix("/problems/")

    @property
    def wrong(self):
        """The set of (field, rule) of an answer with 422."""
        return {(error["field"], error["rule"]) for error in self.body.get("errors", [])}


def hold_problem(answer):
    assert answer.headers.get("Content-Type", "").startswith("application/problem+json"), answer
    contract.hold(answer.body, "http.problem")
    assert answer.body["status"] == answer.status
    for_good = answer.status == 429 and "cannot be changed any more" in answer.body["detail"]
    if answer.status in (429, 503) and not for_good:
        assert int(answer.headers["Retry-After"]) >= 1
    if answer.status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    if answer.status == 405:
        assert answer.headers["Allow"]


def hold_answer(method, path, answer):
    row = contract.route_of(method, path)
    if row is None:
        assert answer.status in contract.REFUSED, f"{method} {path}: {answer.status} {answer.text[:300]}"
        return hold_problem(answer)
    _, _, _, good, problems = row
    if answer.status not in good:
        assert answer.status in problems, f"{method} {path}: {answer.status} {answer.text[:300]}"
        return hold_problem(answer)
    if good[answer.status] is None:
        assert answer.text == ""
    else:
        assert answer.headers["Content-Type"].startswith("application/json"), answer.headers
        contract.hold(answer.body, good[answer.status])
    if (method, answer.status) == ("POST", 201) and path == "/v1/callbacks":
        assert answer.headers["Location"] == f"/v1/callbacks/{answer.body['id']}"
    return None


def parsed(text, content_type):
    return json.loads(text) if text and "json" in content_type else None


class HttpClient:
    """Used inside one event loop: `async with HttpClient(url) as http`."""

    def __init__(self, url, trust=None):
        self.url = url
        self.trust = trust   # an SSLContext, for https
        self.session = None

    async def __aenter__(self):
        self.session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
            # Each request has a connection of its own, so that no request uses a connection to a server that was
            # killed.
            connector=aiohttp.TCPConnector(limit=0, ssl=self.trust, force_close=True))
        return self

    async def __aexit__(self, *_):
        await self.session.close()

    async def ask(self, method, path, body=None, *, key=None, headers=None, text=None, bad=False):
        """`body` is sent as JSON, `text` as it is. `bad`: the request breaks the contract on purpose."""
        plain = path.partition("?")[0]
        row = contract.route_of(method, plain)
        headers = dict(headers or {})
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        if body is not None:
            if not bad:
                assert row and row[2], f"the contract has no body for {method} {path}"
                contract.hold(body, row[2])
            text = json.dumps(body, ensure_ascii=False)
        if text is not None:
            headers.setdefault("Content-Type", "application/json")
        data = text.encode() if isinstance(text, str) else text
        async with self.session.request(method, self.url + path, data=data, headers=headers,
                                        allow_redirects=False) as got:
            content = await got.text()
            answer = Answer(got.status, got.headers, content,
                            parsed(content, got.headers.get("Content-Type", "")))
        hold_answer(method, plain, answer)
        return answer


class RawConnection:
    """One connection over which a test sends bytes, for requests that no client library would send."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, url):
        host, port = url.removeprefix("http://").split(":")
        return cls(*await asyncio.open_connection(host, int(port)))

    async def send(self, data):
        self.writer.write(data if isinstance(data, bytes) else data.encode())
        await self.writer.drain()

    async def answer(self):
        """The next answer; a problem is checked against the schema http.problem."""
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), ANSWER_SECONDS)
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        status = int(re.fullmatch(r"HTTP/1\.1 (\d{3})( .*)?", first)[1])
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().title()] = value.strip()
        headers = {{"Www-Authenticate": "WWW-Authenticate"}.get(k, k): v for k, v in headers.items()}
        length = int(headers.get("Content-Length", 0))
        text = (await asyncio.wait_for(self.reader.readexactly(length), ANSWER_SECONDS)).decode()
        answer = Answer(status, headers, text, parsed(text, headers.get("Content-Type", "")))
        if status >= 400:
            hold_problem(answer)
        return answer

    async def closed(self):
        """Waits until the server closes the connection. Returns True if the server sent nothing before."""
        return await asyncio.wait_for(self.reader.read(1), ANSWER_SECONDS) == b""

    def close(self):
        self.writer.close()
