"""Ports of a lab: a block of its own on 127.0.0.1, guarded while the lab lives, so that labs run side by side. Below the
range from which the kernel takes ports for connections; apart from those that servers and databases of tests take."""
import contextlib
import secrets
import socket

FIRST, LAST, BLOCK = 9000, 18000, 1000
SIP, HTTP, CARRIER, CARRIER_CONTROL = 1, 2, 3, 4
PHONES, PORTS_OF_A_PHONE = 20, 12
CARRIER_MEDIA = 140           # and upwards: another one for each call with sound
ASTERISK_MEDIA = range(200, BLOCK)


def _bound(port, kind=socket.SOCK_STREAM):
    held = socket.socket(socket.AF_INET, kind)
    try:
        held.bind(("127.0.0.1", port))
    except OSError:
        held.close()
        raise
    return held


def _is_free(port):
    """For both kinds: a stranger may sit inside a block."""
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            _bound(port, kind).close()
    except OSError:
        return False
    return True


class Ports:
    def __init__(self):
        blocks = list(range(FIRST, LAST, BLOCK))
        secrets.SystemRandom().shuffle(blocks)
        for self.base in blocks:
            with contextlib.suppress(OSError):
                self.guard = _bound(self.base)
                if all(_is_free(self.base + offset) for offset in range(1, ASTERISK_MEDIA.start)):
                    return
                self.guard.close()
        raise RuntimeError(f"no free block of ports between {FIRST} and {LAST}")

    def __getitem__(self, offset):
        return self.base + offset

    def of_phone(self, index):
        """SIP (over TLS: the next one), control, and the first and last for sound."""
        first = self.base + PHONES + index * PORTS_OF_A_PHONE
        return first, first + 2, first + 4, first + PORTS_OF_A_PHONE - 1

    def release(self):
        self.guard.close()
