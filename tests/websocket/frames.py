"""Makes a client's frames, byte by byte as a case wants them, and reads the server's frames (RFC 6455, section 5)."""
import os
import struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
SHORTEST = None   # the shortest form of a length that the size allows


def masked(payload, key):
    whole = int.from_bytes(payload, "big")
    pattern = (key * (len(payload) // 4 + 1))[:len(payload)]
    return (whole ^ int.from_bytes(pattern, "big")).to_bytes(len(payload), "big")


def length_bytes(size, form):
    """(the seven bits of the length, the bytes that follow them)."""
    form = form or (7 if size < 126 else 16 if size < 65536 else 64)
    if form == 7:
        return size, b""
    return (126, struct.pack("!H", size)) if form == 16 else (127, struct.pack("!Q", size))


def frame(opcode, payload=b"", *, final=True, reserved=0, mask=True, key=None, form=SHORTEST, size=None):
    """Makes one frame. `size`: the size in the header, if it is to be wrong. `form`: 7, 16 or 64 bits, if it is not
    to be the shortest form."""
    payload = payload.encode() if isinstance(payload, str) else payload
    bits, more = length_bytes(len(payload) if size is None else size, form)
    head = bytes([final << 7 | reserved << 4 | opcode, mask << 7 | bits]) + more
    if not mask:
        return head + payload
    key = os.urandom(4) if key is None else key
    return head + key + masked(payload, key)


def text(payload=b"", **how):
    return frame(TEXT, payload, **how)


def more(payload=b"", **how):
    return frame(CONTINUATION, payload, **how)


def ping(payload=b"", **how):
    return frame(PING, payload, **how)


def pong(payload=b"", **how):
    return frame(PONG, payload, **how)


def close(code=None, reason=b"", **how):
    reason = reason.encode() if isinstance(reason, str) else reason
    return frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason, **how)


def fragments(payload, *sizes, opcode=TEXT):
    """One message in frames of these sizes. The last frame has what is left."""
    payload = payload.encode() if isinstance(payload, str) else payload
    parts, at = [], 0
    for size in sizes:
        parts.append(payload[at:at + size])
        at += size
    parts.append(payload[at:])
    return [frame(opcode if index == 0 else CONTINUATION, part, final=index == len(parts) - 1)
            for index, part in enumerate(parts)]


def read_frame(read):
    """Reads a frame of the server and checks it against what a server may send. Returns (opcode, payload). `read(n)`
    gives n bytes."""
    first, second = read(2)
    assert first & 0x80, "no frame of the server is a fragment"
    assert not first & 0x70, "reserved bits are set"
    assert not second & 0x80, "a server does not mask"
    size = second & 0x7F
    if size == 126:
        size, = struct.unpack("!H", read(2))
        assert size > 125
    elif size == 127:
        size, = struct.unpack("!Q", read(8))
        assert size > 65535
    opcode = first & 0x0F
    assert opcode in (TEXT, CLOSE, PING, PONG)
    assert opcode == TEXT or size <= 125
    return opcode, read(size)
