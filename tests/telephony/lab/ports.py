"""Ports of a lab: a block of its own on 127.0.0.1, guarded while the lab lives, so that labs of any process run side by side.
Below the range from which the kernel takes ports for connections; apart from those that servers and databases of tests take."""
import contextlib
import math
import secrets
import socket

FIRST, LAST, BLOCK = 9000, 18000, 300
SIP, HTTP, CARRIER, CARRIER_CONTROL, HTTPS = 1, 2, 3, 4, 5
PHONES, PORTS_OF_A_PHONE = 20, 12
CARRIER_MEDIA = 140           # and upwards: another one for each call with sound
ASTERISK_MEDIA = 200          # and upwards to the end
PORTS_OF_A_CALL = 4           # two for each of its legs


def _bound(port, kind=socket.SOCK_STREAM, shared=False):
    held = socket.socket(socket.AF_INET, kind)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, shared)
    try:
        held.bind(("127.0.0.1", port))
    except OSError:
        held.close()
        raise
    return held


def _is_free(port):
    """For both kinds: a stranger may sit inside a block. Connections of a lab that has ended (TIME_WAIT) are none."""
    try:
        _bound(port, shared=True).close()
        _bound(port, socket.SOCK_DGRAM).close()
    except OSError:
        return False
    return True


class Ports:
    """`calls`: so many at once; many need several blocks in a row."""

    def __init__(self, calls=1):
        self.size = math.ceil((ASTERISK_MEDIA + calls * PORTS_OF_A_CALL) / BLOCK) * BLOCK
        bases = list(range(FIRST, LAST - self.size + 1, BLOCK))
        secrets.SystemRandom().shuffle(bases)
        for self.base in bases:
            with contextlib.suppress(OSError), contextlib.ExitStack() as guards:
                for offset in range(0, self.size, BLOCK):   # only one of all can bind it
                    guards.enter_context(_bound(self.base + offset))
                if all(_is_free(self.base + offset) for offset in range(1, ASTERISK_MEDIA)):
                    self._guards = guards.pop_all()
                    return
        raise RuntimeError(f"no free block of ports between {FIRST} and {LAST}")

    def __getitem__(self, offset):
        return self.base + offset

    def of_phone(self, index):
        """SIP (over TLS: the next one), control, and the first and last for sound."""
        first = self.base + PHONES + index * PORTS_OF_A_PHONE
        return first, first + 2, first + 4, first + PORTS_OF_A_PHONE - 1

    def of_media(self):
        """First and last of Asterisk's."""
        return self.base + ASTERISK_MEDIA, self.base + self.size - 1

    def release(self):
        self._guards.close()
