"""Tests the agents' WebSocket against RFC 6455, in the manner of the Autobahn suite. Every case is a row of
cases_*.py."""
import cases_close
import cases_control
import cases_framing
import cases_utf8
import pytest
from cases import TOO_LARGE, padded
from client import Client
from frames import close, text

ALL = [*cases_framing.CASES, *cases_control.CASES, *cases_utf8.CASES, *cases_close.CASES]
BYTEWISE_MOST = 200   # longer cases are not sent byte by byte, because that would only be slow


def play(place, case, pieces, at_leisure=False, trust=None):
    """Plays one case. `at_leisure`: the last frame, which breaks the rules, is sent only after the answers to the
    frames before it. Otherwise these answers may be lost, because the server then ends the connection immediately. If
    the case has no close, the client closes after all answers."""
    address, token = place
    with Client(address, trust).upgrade().open_session(token) as client:
        told = list(case.told)
        if not told or told[-1][0] != "close":   # in this case the connection must still work, and is closed normally
            for piece in pieces:
                client.send(piece)
            assert [client.event() for _ in told] == told
            pieces, told = [close(1000)], [("close", 1000)]
        waits = at_leisure and case.breaks_rules and len(told) > 1
        for piece in pieces[:-1] if waits else pieces:
            client.send(piece)
        if waits:
            assert [client.event() for _ in told[:-1]] == told[:-1]
            client.send(pieces[-1])
            told = told[-1:]
        seen = [client.event()]
        while seen[-1][0] != "close":
            seen.append(client.event())
        assert seen == told or (case.breaks_rules and seen[-1] == told[-1] and seen[:-1] == told[:len(seen) - 1])
        client.send(close(1000))
        assert client.ends()


@pytest.fixture(name="place")
def _place(address, token):
    return address, token


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
def test_frames_as_they_are(place, case):
    play(place, case, case.sent, at_leisure=True)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
def test_frames_over_tls(place, case, trust):
    play(place, case, case.sent, at_leisure=True, trust=trust)


@pytest.mark.parametrize("case", [case for case in ALL if sum(map(len, case.sent)) <= BYTEWISE_MOST],
                         ids=lambda case: case.title)
def test_all_at_once_and_byte_by_byte(place, case):
    whole = b"".join(case.sent)
    play(place, case, [whole])
    play(place, case, [whole[at:at + 1] for at in range(len(whole))])


@pytest.mark.parametrize("case", [case for case in ALL if case.title.startswith("60 kB in fragments")],
                         ids=lambda case: case.title)
def test_before_a_session_a_message_has_16_kib_at_most(address, case):
    with Client(address).upgrade() as client:
        client.send(text(padded("n", 16 * 1024)))
        assert client.event() == ("answer", "n")
        for piece in case.sent:
            client.send(piece)
        assert client.event() == TOO_LARGE
