"""Lengths, masks, reserved bits, opcodes (Autobahn's sections 1, 3 and 4)."""
import frames
from cases import BROKEN_PROTOCOL, FLOOD, NOT_A_REQUEST, TOO_LARGE, WRONG_KIND, Case, answer, good, padded, ponged

LIMIT = 64 * 1024


def lengths():
    yield Case("an empty text", [frames.text()], [NOT_A_REQUEST])
    for size in (60, 125, 126, 127, 128, 1000, 65534, 65535, 65536):
        yield Case(f"a text of {size} bytes", [frames.text(padded("n", size))], [answer("n")])
    whole = frames.text(padded("n", 65536))
    for size in (997, 4096):
        pieces = [whole[at:at + size] for at in range(0, len(whole), size)]
        yield Case(f"a text of 65536 bytes in pieces of {size}", pieces, [answer("n")])
    for size in (0, 125, 126, 65536):
        yield Case(f"a binary message of {size} bytes", [frames.frame(frames.BINARY, b"\xfe" * size)], [WRONG_KIND])
    yield Case("a binary message in fragments", frames.fragments(b"\xfe" * 9, 3, 3, opcode=frames.BINARY), [WRONG_KIND])
    yield Case("a length of 10 in 16 bits", [frames.text(b"x" * 10, form=16)], [BROKEN_PROTOCOL])
    yield Case("a length of 125 in 64 bits", [frames.text(b"x" * 125, form=64)], [BROKEN_PROTOCOL])
    yield Case("a length of 65535 in 64 bits", [frames.text(b"x" * 65535, form=64)], [BROKEN_PROTOCOL])
    yield Case("a length with its highest bit set", [frames.text(b"x", form=64, size=1 << 63)], [TOO_LARGE])


def sizes():
    yield Case("a message one byte too large", [frames.text(padded("n", LIMIT + 1))], [TOO_LARGE])
    yield Case("a head that says 2^62 bytes", [frames.text(b"x", form=64, size=1 << 62)], [TOO_LARGE])
    full, too_full = padded("n", LIMIT), padded("n", LIMIT + 1)
    yield Case("fragments that reach the limit", frames.fragments(full, 30000, 30000), [answer("n")])
    yield Case("fragments that pass the limit", frames.fragments(too_full, 30000, 30000), [TOO_LARGE])
    yield Case("a last fragment that is one byte too much", frames.fragments(too_full, LIMIT), [TOO_LARGE])
    yield Case("65536 bytes in fragments of 64", frames.fragments(padded("n", LIMIT), *[64] * 1023), [answer("n")])
    yield Case("a text in 150 fragments of one byte", frames.fragments(padded("n", 150), *[1] * 149), [answer("n")])
    yield Case("a text in 2000 fragments of one byte", frames.fragments(padded("n", 2000), *[1] * 1999), [FLOOD])
    for count, told in ((150, answer("n")), (1000, FLOOD)):
        yield Case(f"{count} empty fragments", [frames.text(padded("n", 60), final=False),
                                                *[frames.more(final=False)] * count, frames.more()], [told])
    yield Case("messages back to back", [good(str(n)) for n in range(100)], [answer(str(n)) for n in range(100)])


def masks():
    for key in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x00\xff\x00\xff", b"\x12\x34\x56\x78"):
        yield Case(f"a text masked with {key.hex()}", [frames.text(padded("n", 131), key=key)], [answer("n")])
    for title, one in (("text", frames.text(b"x", mask=False)), ("empty text", frames.text(mask=False)),
                       ("ping", frames.ping(b"x", mask=False)), ("pong", frames.pong(b"x", mask=False)),
                       ("close", frames.close(1000, mask=False)),
                       ("binary message", frames.frame(frames.BINARY, b"x", mask=False))):
        yield Case(f"a {title} that is not masked", [one], [BROKEN_PROTOCOL])
    yield Case("a last fragment that is not masked",
               [frames.text(b"a", final=False), frames.more(b"b", mask=False)], [BROKEN_PROTOCOL])


def reserved_bits():
    for bits in range(1, 8):
        yield Case(f"reserved bits {bits:03b} in a text", [frames.text(b"x", reserved=bits)], [BROKEN_PROTOCOL])
        yield Case(f"reserved bits {bits:03b} in a ping after a text",
                   [good(), frames.ping(reserved=bits)], [answer("good"), BROKEN_PROTOCOL])
        yield Case(f"reserved bits {bits:03b} in a close", [frames.close(1000, reserved=bits)], [BROKEN_PROTOCOL])
        yield Case(f"reserved bits {bits:03b} in a continuation",
                   [frames.text(b"a", final=False), frames.more(b"b", reserved=bits)], [BROKEN_PROTOCOL])
    yield Case("reserved bits in a pong", [frames.ping(b"p"), frames.pong(reserved=1)], [ponged(b"p"), BROKEN_PROTOCOL])


def opcodes():
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        yield Case(f"opcode {opcode}", [frames.frame(opcode)], [BROKEN_PROTOCOL])
        yield Case(f"opcode {opcode} with a payload after a text",
                   [good(), frames.frame(opcode, b"payload")], [answer("good"), BROKEN_PROTOCOL])
        yield Case(f"opcode {opcode} amid fragments",
                   [frames.text(b"a", final=False), frames.frame(opcode, b"x"), frames.more(b"b")], [BROKEN_PROTOCOL])


CASES = [*lengths(), *sizes(), *masks(), *reserved_bits(), *opcodes()]
