"""Closing: codes, reasons, and what comes after a Close (Autobahn's section 7)."""
import struct

import frames
from cases import BROKEN_PROTOCOL, Case, answer, closed, good

# Codes that a client may send in a Close, and codes that it may not. The codes 1012 to 1014 were registered after the
# RFC.
GOOD_CODES = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4401, 4999)
BAD_CODES = (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999)
OPEN_CODES = (5000, 65535)   # in no range that the RFC defines: the server may answer them with the same code


def codes():
    for code in GOOD_CODES + OPEN_CODES:
        yield Case(f"close with {code}", [frames.close(code)], [closed(code)])
        yield Case(f"close with {code} and a reason", [frames.close(code, "because")], [closed(code)])
    for code in BAD_CODES:
        yield Case(f"close with {code}", [frames.close(code)], [BROKEN_PROTOCOL])
        yield Case(f"close with {code} and a reason", [frames.close(code, "because")], [BROKEN_PROTOCOL])


def payloads():
    yield Case("close without a code", [frames.close()], [closed(1000)])
    yield Case("close with one byte", [frames.frame(frames.CLOSE, b"\x03")], [BROKEN_PROTOCOL])
    yield Case("close with a reason of 123 bytes", [frames.close(1000, "x" * 123)], [closed(1000)])
    yield Case("close with a reason of 124 bytes", [frames.close(1000, "x" * 124)], [BROKEN_PROTOCOL])
    yield Case("close with a Greek reason", [frames.close(1000, "κόσμε")], [closed(1000)])
    for raw in (b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited", b"\xff", b"\xce", b"\xc0\xaf"):
        yield Case(f"close with the reason {raw.hex()}", [frames.frame(frames.CLOSE, struct.pack("!H", 1000) + raw)],
                   [BROKEN_PROTOCOL])   # 1007 is for messages only


def afterwards():
    end = frames.close(1000)
    yield Case("a text, then close", [good(), end], [answer("good"), closed(1000)])
    yield Case("two closes", [end, end], [closed(1000)])
    yield Case("a ping after close", [end, frames.ping(b"late")], [closed(1000)])
    yield Case("a text after close", [end, good()], [closed(1000)])
    yield Case("a last fragment after close", [frames.text(b"a", final=False), end, frames.more(b"b")], [closed(1000)])
    yield Case("100 kB after close", [end, frames.text(b"x" * 50000), frames.text(b"x" * 50000)], [closed(1000)])
    yield Case("what is no frame after close", [end, b"\xff" * 100], [closed(1000)])
    yield Case("a text after a broken frame", [frames.text(b"x", mask=False), good()], [BROKEN_PROTOCOL])


CASES = [*codes(), *payloads(), *afterwards()]
