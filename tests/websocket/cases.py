"""A case of the conformance tests: the bytes that are sent, piece by piece, and the events that must follow. They
must come in this order, and no other events may come."""
from dataclasses import dataclass, field

import frames
from client import request


@dataclass
class Case:
    title: str
    sent: list                                  # frames, or parts of frames
    told: list = field(default_factory=list)    # if its last event is no close, the test itself closes with 1000

    def __post_init__(self):
        assert all(isinstance(piece, bytes) for piece in self.sent), self.title

    @property
    def breaks_rules(self):
        return bool(self.told) and self.told[-1] in (BROKEN_PROTOCOL, WRONG_KIND, NOT_UTF8, TOO_LARGE, FLOOD)


def answer(name):
    return "answer", name


def ponged(payload=b""):
    return "pong", payload


def closed(code):
    return "close", code


NOT_A_REQUEST = answer(None)   # for text that is good UTF-8: the application answers that it is no request
BROKEN_PROTOCOL, WRONG_KIND, NOT_UTF8, FLOOD, TOO_LARGE = (closed(code) for code in (1002, 1003, 1007, 1008, 1009))


def good(name="good"):
    """A frame with a whole message."""
    return frames.text(request(name))


def padded(name, size):
    """A request with exactly this number of bytes."""
    return request(name).encode() + b" " * (size - len(request(name).encode()))
