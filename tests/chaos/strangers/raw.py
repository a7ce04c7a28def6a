"""One connection from an address that the test chooses. Its requests are written by hand, so that they cost the test as
little as they cost a real stranger."""
import asyncio
import json
import os
import struct

ANSWER_SECONDS = 5
OPCODE_TEXT, OPCODE_MORE = 1, 0


class Line:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port, address):
        return cls(*await asyncio.wait_for(
            asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0)), ANSWER_SECONDS))

    async def ask(self, method, path, token=None, body=None):
        """Sends a request; returns (status, JSON or None)."""
        text = json.dumps(body).encode() if body is not None else b""
        head = [f"{method} {path} HTTP/1.1", "Host: callbackd"]
        if token is not None:
            head.append(f"Authorization: Bearer {token}")
        if body is not None:
            head += ["Content-Type: application/json", f"Content-Length: {len(text)}"]
        self.writer.write("\r\n".join([*head, "", ""]).encode() + text)
        return await asyncio.wait_for(self._answer(), ANSWER_SECONDS)

    async def _answer(self):
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = head.partition("content-length:")[2].split("\r\n")[0].strip()
        body = await self.reader.readexactly(int(length)) if length else b""
        return int(head.split()[1]), json.loads(body) if body else None

    async def upgrade(self):
        """Sends the handshake of a WebSocket, without a token; returns the status."""
        self.writer.write((
            "GET /v1/agent HTTP/1.1\r\nHost: callbackd\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Protocol: callbackd.v1\r\n\r\n").encode())
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), ANSWER_SECONDS)
        return int(head.split()[1])

    def frame(self, payload=b"", opcode=OPCODE_TEXT, last=True, length=None):
        """Sends one frame. If `length` is greater than the length of the payload, the frame stays half sent."""
        length, mask = len(payload) if length is None else length, os.urandom(4)
        size = struct.pack("!B", 0x80 | length) if length < 126 else struct.pack("!BH", 0x80 | 126, length)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self.writer.write(struct.pack("!B", (0x80 if last else 0) | opcode) + size + mask + masked)

    async def gone(self, seconds):
        """Returns True once the server has closed the connection, and False if it does not do so within `seconds`."""
        try:
            while await asyncio.wait_for(self.reader.read(4096), seconds):
                pass
        except asyncio.TimeoutError:
            return False
        return True

    def drop(self):
        self.writer.transport.abort()
