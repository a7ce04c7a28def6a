"""The ports of a lab: a block of its own on 127.0.0.1, which is guarded while the lab lives, so that labs of several
processes run side by side. The blocks are below the range from which the kernel takes ports for connections, and
apart from the ports that servers and databases of tests take."""
import contextlib
import math
import secrets
import socket

FIRST, LAST, BLOCK = 9000, 18000, 300
SIP, HTTP, CARRIER, CARRIER_CONTROL, HTTPS = 1, 2, 3, 4, 5
PHONES, PORTS_OF_A_PHONE = 20, 12
CARRIER_MEDIA = 140           # from this offset on, one port for each call with sound
ASTERISK_MEDIA = 200          # from this offset on, to the end of the block
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
    """Whether the port is free for TCP and for UDP. A foreign program may use a port inside a block. Connections of
    a lab that has ended (TIME_WAIT) do not count."""
    try:
        _bound(port, shared=True).close()
        _bound(port, socket.SOCK_DGRAM).close()
    except OSError:
        return False
    return True


class Ports:
    """`calls`: for how many calls at once there are ports. Many calls need several blocks in a row."""

    def __init__(self, calls=1):
        self.size = math.ceil((ASTERISK_MEDIA + calls * PORTS_OF_A_CALL) / BLOCK) * BLOCK
        bases = list(range(FIRST, LAST - self.size + 1, BLOCK))
        secrets.SystemRandom().shuffle(bases)
        for self.base in bases:
            with contextlib.suppress(OSError), contextlib.ExitStack() as guards:
                # The first port of each block guards the block: only one process can bind it.
                for offset in range(0, self.size, BLOCK):
                    guards.enter_context(_bound(self.base + offset))
                if all(_is_free(self.base + offset) for offset in range(1, ASTERISK_MEDIA)):
                    self._guards = guards.pop_all()
                    return
        raise RuntimeError(f"no free block of ports between {FIRST} and {LAST}")

    def __getitem__(self, offset):
        return self.base + offset

    def of_phone(self, index):
        """The ports of a phone: SIP (SIP over TLS has the next port), control, and the first and last port for
        sound."""
        first = self.base + PHONES + index * PORTS_OF_A_PHONE
        return first, first + 2, first + 4, first + PORTS_OF_A_PHONE - 1

    def of_media(self):
        """The first and the last port for Asterisk's sound."""
        return self.base + ASTERISK_MEDIA, self.base + self.size - 1

    def release(self):
        self._guards.close()
