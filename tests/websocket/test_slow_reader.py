"""A client that does not read for a time, plain and over TLS. The late answers are complete, and the client's
further requests wait meanwhile."""
import json

import pytest
from client import Client
from frames import text

UNKNOWN_FIELDS = 100    # the answer names each of them, with the beginning of its name
NAME_CHARS = 60
SLOW_PIECE_BYTES = 1000
FEW, MANY = 8, 160      # numbers of such answers: FEW fit into the outbox and the kernel's buffers, MANY do not


def loudly(number):
    fields = {f"unknown_{index}_".ljust(NAME_CHARS, "x"): 0 for index in range(UNKNOWN_FIELDS)}
    return text(json.dumps({"jsonrpc": "2.0", "id": number, "method": "agent.set_state", "params": fields}))


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
def test_messages_that_are_read_slowly_are_whole_and_in_order(address, trust, secure):
    with Client(address, trust if secure else None).upgrade() as client:
        client.send(b"".join(loudly(number) for number in range(FEW)))
        while len(client.arrived) < 100_000:
            got = client.socket.recv(SLOW_PIECE_BYTES)
            assert got, "the server closed"
            client.arrived += got
        assert [client.event() for _ in range(FEW)] == [("answer", number) for number in range(FEW)]


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
def test_requests_that_come_faster_than_their_answers_are_read_wait_and_are_answered(address, trust, secure):
    with Client(address, trust if secure else None).upgrade() as client:
        for number in range(MANY):
            client.send(loudly(number))
        assert [client.event() for _ in range(MANY)] == [("answer", number) for number in range(MANY)]
