"""Text that is UTF-8 and text that is not (Autobahn's section 6). Good text comes back as the id of its answer."""
import frames
from cases import NOT_A_REQUEST, NOT_UTF8, Case, answer
from client import request

GREEK = "κόσμε"
GOOD = {
    "letters of two bytes": "Hello-µ@ßöäüàá-UTF-8!!", "Greek": GREEK, "U+0080": "\u0080", "U+07FF": "\u07ff",
    "U+0800": "\u0800", "U+D7FF": "\ud7ff", "U+E000": "\ue000", "U+FFFD": "\ufffd", "U+FFFE": "\ufffe",
    "U+FFFF": "\uffff", "U+10000": "\U00010000", "U+1FFFF": "\U0001ffff", "U+10FFFF": "\U0010ffff",
    "a smile between letters": "a\U0001f600b", "U+FDD0": "\ufdd0", "U+FEFF": "\ufeff",
}
GOOD_BYTES = {"U+0000": b"\x00", "U+007F": b"\x7f", "controls": bytes(range(1, 32)),
              "a byte order mark": b"\xef\xbb\xbf"}
BAD = {
    "a lone continuation byte 80": b"\x80", "a lone continuation byte BF": b"\xbf",
    **{f"{count} continuation bytes": b"\x80\xbf" * (count // 2) + b"\x80" * (count % 2) for count in range(2, 8)},
    "all continuation bytes": bytes(range(0x80, 0xC0)),
    "start bytes of two, each alone": b"".join(bytes([byte, 0x20]) for byte in range(0xC0, 0xE0)),
    "start bytes of three, each alone": b"".join(bytes([byte, 0x20]) for byte in range(0xE0, 0xF0)),
    "start bytes of four, each alone": b"".join(bytes([byte, 0x20]) for byte in range(0xF0, 0xF8)),
    "start byte F8": b"\xf8 ", "start byte FC": b"\xfc ",
    "FE": b"\xfe", "FF": b"\xff", "FE FE FF FF": b"\xfe\xfe\xff\xff",
    "U+0000 without its last byte": b"\xc0", "U+07FF without its last byte": b"\xdf", "U+0800 cut": b"\xe0\x80",
    "U+FFFF without its last byte": b"\xef\xbf", "U+10000 cut": b"\xf0\x90\x80", "U+1FFFFF cut": b"\xf7\xbf\xbf",
    "incomplete ones in a row": b"\xc0\xe0\x80\xf0\x80\x80\xf8\x80\x80\x80\xdf\xef\xbf",
    "a slash in two bytes": b"\xc0\xaf", "a slash in three bytes": b"\xe0\x80\xaf",
    "a slash in four bytes": b"\xf0\x80\x80\xaf",
    "a slash in five bytes": b"\xf8\x80\x80\x80\xaf", "a slash in six bytes": b"\xfc\x80\x80\x80\x80\xaf",
    "U+007F in two bytes": b"\xc1\xbf", "U+07FF in three bytes": b"\xe0\x9f\xbf",
    "U+FFFF in four bytes": b"\xf0\x8f\xbf\xbf",
    "U+0000 in two bytes": b"\xc0\x80", "U+0000 in three bytes": b"\xe0\x80\x80",
    "U+0000 in four bytes": b"\xf0\x80\x80\x80",
    "U+D800": b"\xed\xa0\x80", "U+DB7F": b"\xed\xad\xbf", "U+DB80": b"\xed\xae\x80", "U+DBFF": b"\xed\xaf\xbf",
    "U+DC00": b"\xed\xb0\x80", "U+DF80": b"\xed\xbe\x80", "U+DFFF": b"\xed\xbf\xbf",
    "U+D800 U+DC00": b"\xed\xa0\x80\xed\xb0\x80", "U+DBFF U+DFFF": b"\xed\xaf\xbf\xed\xbf\xbf",
    "U+110000": b"\xf4\x90\x80\x80", "U+1FFFFF": b"\xf7\xbf\xbf\xbf", "five bytes": b"\xf8\x88\x80\x80\x80",
    "six bytes": b"\xfc\x84\x80\x80\x80\x80", "a bad byte after good ones": GREEK.encode() + b"\xed\xa0\x80edited",
}
CUT = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"   # the Greek word; ENDS: after so many bytes a whole character ends
ENDS = (2, 5, 7, 9, 11)


def good_ones():
    for title, name in GOOD.items():
        whole = request(name).encode()
        yield Case(f"{title}", [frames.text(whole)], [answer(name)])
        yield Case(f"{title}, a fragment for each byte", frames.fragments(whole, *[1] * (len(whole) - 1)),
                   [answer(name)])
    for title, raw in GOOD_BYTES.items():
        yield Case(f"{title} as it is", [frames.text(raw)], [NOT_A_REQUEST])


def cut_ones():
    for size in range(1, len(CUT) + 1):
        told = [NOT_A_REQUEST] if size in ENDS else [NOT_UTF8]
        yield Case(f"a Greek word cut after {size} bytes", [frames.text(CUT[:size])], told)
        if size < len(CUT):
            yield Case(f"a Greek word in two fragments, {size} bytes first", frames.fragments(CUT, size),
                       [NOT_A_REQUEST])


def bad_ones():
    for title, raw in BAD.items():
        yield Case(title, [frames.text(raw)], [NOT_UTF8])
        yield Case(f"{title}, after a fragment", [frames.text(b"good", final=False), frames.more(raw)], [NOT_UTF8])


def at_once():
    """If a part of a message shows that it cannot be UTF-8, the connection ends before the rest of the message has
    come."""
    word = GREEK.encode()
    yield Case("bad in the first of more fragments", [frames.text(word + b"\xf4\x90\x80\x80", final=False)], [NOT_UTF8])
    yield Case("bad in a fragment in the middle",
               [frames.text(word, final=False), frames.more(b"\xed\xa0\x80", final=False)], [NOT_UTF8])
    whole = frames.text(word + b"\xf4\x90\x80\x80" + b"x" * 200)
    yield Case("bad in a frame that is half here", [whole[:60]], [NOT_UTF8])
    yield Case("an impossible second byte ends it", [frames.text(b"\xf4", final=False), frames.more(b"\x90", final=False)],
               [NOT_UTF8])
    yield Case("a character left open at the end", [frames.text(b"\xce", final=False), frames.more()], [NOT_UTF8])


CASES = [*good_ones(), *cut_ones(), *bad_ones(), *at_once()]
