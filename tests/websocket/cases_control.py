"""Pings and pongs, and messages in fragments with control frames between them (Autobahn's sections 2, 5 and 10)."""
import frames
from cases import BROKEN_PROTOCOL, NOT_A_REQUEST, Case, answer, good, ponged
from client import request

FIRST, SECOND = request("whole")[:20], request("whole")[20:]
START, END = frames.text(FIRST, final=False), frames.more(SECOND)


def pings():
    for title, payload in (("without payload", b""), ("with a text", b"Hello"), ("with bytes", bytes(range(248, 256))),
                           ("with 124 bytes", b"\xfe" * 124), ("with 125 bytes", b"\xfe" * 125)):
        yield Case(f"a ping {title}", [frames.ping(payload)], [ponged(payload)])
    for size in (126, 127, 65536):
        yield Case(f"a ping of {size} bytes", [frames.ping(b"\xfe" * size)], [BROKEN_PROTOCOL])
        yield Case(f"a pong of {size} bytes", [frames.pong(b"\xfe" * size)], [BROKEN_PROTOCOL])
    yield Case("a ping whose length of 5 takes 16 bits", [frames.ping(b"Hello", form=16)], [BROKEN_PROTOCOL])
    yield Case("five pings are answered in order", [frames.ping(b"%d" % n) for n in range(5)],
               [ponged(b"%d" % n) for n in range(5)])
    yield Case("a ping between two messages", [good("a"), frames.ping(b"p"), good("b")],
               [answer("a"), ponged(b"p"), answer("b")])


def pongs():
    yield Case("a pong that nobody asked for", [frames.pong(), good()], [answer("good")])
    yield Case("a pong with a payload that nobody asked for", [frames.pong(b"unasked"), good()], [answer("good")])
    yield Case("a pong, then a ping", [frames.pong(b"unasked"), frames.ping(b"ping")], [ponged(b"ping")])
    yield Case("fifty pongs", [*[frames.pong(b"x")] * 50, good()], [answer("good")])


def fragments():
    yield Case("a text in two fragments", [START, END], [answer("whole")])
    yield Case("an empty first fragment", [frames.text(final=False), frames.more(request("whole"))], [answer("whole")])
    yield Case("an empty last fragment", [frames.text(request("whole"), final=False), frames.more()], [answer("whole")])
    yield Case("an empty fragment in the middle", [START, frames.more(final=False), END], [answer("whole")])
    yield Case("empty fragments only", [frames.text(final=False), frames.more(final=False), frames.more()],
               [NOT_A_REQUEST])
    yield Case("a fragment for each byte", frames.fragments(request("whole"), *[1] * (len(request("whole")) - 1)),
               [answer("whole")])
    yield Case("two messages in fragments", [START, END, START, END], [answer("whole")] * 2)
    yield Case("fragments, then a whole message", [START, END, good()], [answer("whole"), answer("good")])
    for size in (64, 1300, 9000):
        body = request("whole").encode() + b" " * 60000
        yield Case(f"60 kB in fragments of {size}", frames.fragments(body, *[size] * (len(body) // size)),
                   [answer("whole")])


def between():
    yield Case("a ping amid fragments", [START, frames.ping(b"p"), END], [ponged(b"p"), answer("whole")])
    yield Case("a ping with 125 bytes amid fragments", [START, frames.ping(b"p" * 125), END],
               [ponged(b"p" * 125), answer("whole")])
    yield Case("a pong amid fragments", [START, frames.pong(b"p"), END], [answer("whole")])
    parts = frames.fragments(request("whole"), 10, 10, 10)
    mixed = [piece for index, part in enumerate(parts) for piece in (part, frames.ping(b"%d" % index))][:-1]
    yield Case("a ping after each of the first fragments", mixed,
               [ponged(b"0"), ponged(b"1"), ponged(b"2"), answer("whole")])
    yield Case("a ping amid a ping's neighbours", [frames.ping(b"a"), START, frames.ping(b"b"), END, frames.ping(b"c")],
               [ponged(b"a"), ponged(b"b"), answer("whole"), ponged(b"c")])
    yield Case("a close amid fragments", [START, frames.close(1000)], [("close", 1000)])


def misplaced():
    for title, final in (("last", True), ("further", False)):
        yield Case(f"a {title} fragment of nothing", [frames.more(b"x", final=final)], [BROKEN_PROTOCOL])
        yield Case(f"an empty {title} fragment of nothing", [frames.more(final=final)], [BROKEN_PROTOCOL])
        yield Case(f"a {title} fragment after a whole message", [good(), frames.more(b"x", final=final)],
                   [answer("good"), BROKEN_PROTOCOL])
        yield Case(f"a {title} fragment after a message in fragments", [START, END, frames.more(b"x", final=final)],
                   [answer("whole"), BROKEN_PROTOCOL])
        yield Case(f"a text amid fragments, {title}", [START, frames.text(b"x", final=final)], [BROKEN_PROTOCOL])
        yield Case(f"a binary frame amid fragments, {title}",
                   [START, frames.frame(frames.BINARY, b"x", final=final)], [BROKEN_PROTOCOL])
    for title, opcode in (("ping", frames.PING), ("pong", frames.PONG), ("close", frames.CLOSE)):
        yield Case(f"a {title} in fragments", [frames.frame(opcode, b"", final=False)], [BROKEN_PROTOCOL])
        yield Case(f"a {title} in fragments, continued",
                   [frames.frame(opcode, b"\x03\xe8", final=False), frames.more(b"b")], [BROKEN_PROTOCOL])


CASES = [*pings(), *pongs(), *fragments(), *between(), *misplaced()]
