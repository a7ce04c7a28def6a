"""One connection to /v1/agent that sends the bytes of a case and reports what comes back."""
import base64
import hashlib
import json
import os
import socket
import ssl
import struct

import frames

PATIENCE_SECONDS = 10
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def handshake(**fields):
    """The bytes of a good handshake. A field that is given replaces the usual one; None leaves the field out, and a
    list repeats it."""
    lines = {"Host": "callbackd.example.com", "Connection": "Upgrade", "Upgrade": "websocket",
             "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
             "Sec-WebSocket-Protocol": "callbackd.v1"}
    first = fields.pop("first", "GET /v1/agent HTTP/1.1")
    for name, value in fields.items():
        lines[name.replace("_", "-").replace("Websocket", "WebSocket")] = value
    text = first + "\r\n"
    for name, value in lines.items():
        for one in value if isinstance(value, list) else [value]:
            text += f"{name}: {one}\r\n" if one is not None else ""
    return (text + "\r\n").encode()


def accept_of(key):
    return base64.b64encode(hashlib.sha1(key.encode() + MAGIC).digest()).decode()


def request(name):
    """The text of a request. Its answer has `name` as the id; the rest of the answer does not matter."""
    return json.dumps({"jsonrpc": "2.0", "id": name, "method": "none"}, ensure_ascii=False)


class Client:
    def __init__(self, address, trust=None):
        """Connects. With `trust`, an SSLContext, it connects over TLS."""
        self.socket = socket.create_connection(address, PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if trust is not None:
            self.socket = trust.wrap_socket(self.socket, server_hostname=address[0])
        self.arrived = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Sends bytes. If the server has refused early, it may have closed the connection already. That is no error
        here, because only the server's answer counts."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass

    def read(self, size):
        while len(self.arrived) < size:
            got = self.socket.recv(65536)
            assert got, f"the server closed; before it came {self.arrived!r}"
            self.arrived += got
        taken, self.arrived = self.arrived[:size], self.arrived[size:]
        return taken

    def head(self):
        """(status, {field: value}) of an HTTP answer."""
        while b"\r\n\r\n" not in self.arrived:
            self.arrived += self.read_more()
        head, _, self.arrived = self.arrived.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return int(first.split(" ")[1]), fields

    def read_more(self):
        got = self.socket.recv(65536)
        assert got, "the server closed without an answer"
        return got

    def upgrade(self):
        self.send(handshake())
        status, _ = self.head()
        assert status == 101
        return self

    def open_session(self, token):
        """Opens a session, so that the limits of an agent count. It does not wait for notifications."""
        self.send(frames.text(json.dumps({"jsonrpc": "2.0", "id": "open", "method": "session.open",
                                          "params": {"token": token}})))
        opcode, payload = frames.read_frame(self.read)
        answer = json.loads(payload)
        assert opcode == frames.TEXT and answer["id"] == "open" and "result" in answer, answer
        return self

    def event(self):
        """The next event, in the form that the cases have."""
        opcode, payload = frames.read_frame(self.read)
        if opcode == frames.TEXT:
            message = json.loads(payload)
            return self.event() if "method" in message else ("answer", message["id"])
        if opcode == frames.CLOSE:
            payload[2:].decode()
            return "close", struct.unpack("!H", payload[:2])[0] if payload else None
        return ("pong" if opcode == frames.PONG else "ping"), payload

    def ends(self):
        """Returns whether the server closes the connection and sends nothing more before."""
        while not self.arrived:
            try:
                got = self.socket.recv(65536)
            except ConnectionResetError:
                return True
            if not got:
                return True
            self.arrived += got
        return False
