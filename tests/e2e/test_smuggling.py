"""Requests that two programs could understand differently. The server answers each with a 4xx and closes the
connection. A second request that is hidden behind such a request is never carried out."""
import pytest

from lib.http import RawConnection

HIDDEN = "GET /v1/callbacks/x HTTP/1.1\r\nHost: a\r\n\r\n"
CHUNKS = "2\r\n{}\r\n0\r\n\r\n"
JSON = "Content-Type: application/json\r\n"


def post(*fields, version="1.1", host="Host: a\r\n"):
    lines = "".join(field + "\r\n" for field in fields)
    return f"POST /v1/callbacks HTTP/{version}\r\n{host}{JSON}{lines}\r\n"


HEADS = {
    "gzip, then a length": post("Transfer-Encoding: gzip", "Content-Length: 2") + "{}",
    "chunked before gzip": post("Transfer-Encoding: chunked, gzip") + CHUNKS,
    "gzip before chunked": post("Transfer-Encoding: gzip, chunked") + CHUNKS,
    "xchunked": post("Transfer-Encoding: xchunked") + CHUNKS,
    "chunked with a letter behind": post("Transfer-Encoding: chunkedx") + CHUNKS,
    "chunked in quotes": post('Transfer-Encoding: "chunked"') + CHUNKS,
    "chunked after a control character": post("Transfer-Encoding: \x0bchunked") + CHUNKS,
    "chunked twice": post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + CHUNKS,
    "chunked and identity": post("Transfer-Encoding: chunked", "Transfer-Encoding: identity") + CHUNKS,
    "identity alone": post("Transfer-Encoding: identity", "Content-Length: 2") + "{}",
    "an empty Transfer-Encoding": post("Transfer-Encoding:", "Content-Length: 2") + "{}",
    "a blank before the colon": post("Transfer-Encoding : chunked") + CHUNKS,
    "a blank before the name": post("X: y", " Transfer-Encoding: chunked") + CHUNKS,
    "a tab before the name": post("X: y", "\tContent-Length: 2") + "{}",
    "chunked in HTTP/1.0": post("Transfer-Encoding: chunked", version="1.0") + CHUNKS,
    "a length and chunks": post("Content-Length: 2", "Transfer-Encoding: chunked") + CHUNKS,
    "chunks and a length": post("Transfer-Encoding: chunked", "Content-Length: 2") + CHUNKS,
    "two lengths in one field": post("Content-Length: 5, 5") + "12345",
    "two equal lengths": post("Content-Length: 2", "Content-Length: 2") + "{}",
    "two lengths": post("Content-Length: 2", "Content-Length: 44") + "{}",
    "a length with a plus": post("Content-Length: +2") + "{}",
    "a length in hexadecimal": post("Content-Length: 0x2") + "{}",
    "a length with a leading zero": post("Content-Length: 02") + "{}",
    "a length with a fraction": post("Content-Length: 2.0") + "{}",
    "a length beyond 64 bits": post("Content-Length: 18446744073709551618") + "{}",
    "an empty length": post("Content-Length:") + "{}",
    "a folded field": post("X: a\r\n b", "Content-Length: 2") + "{}",
    "a first field that is folded": "POST /v1/callbacks HTTP/1.1\r\n Host: a\r\n\r\n",
    "no Host": post("Content-Length: 2", host="") + "{}",
    "two Hosts": post("Content-Length: 2", host="Host: a\r\nHost: b\r\n") + "{}",
    "two hosts in one": post("Content-Length: 2", host="Host: a, b\r\n") + "{}",
    "a Host that is none": post("Content-Length: 2", host="Host: a/b\r\n") + "{}",
    "an empty Host": post("Content-Length: 2", host="Host:\r\n") + "{}",
    "another host in the target": "GET http://b/v1/callbacks/x HTTP/1.1\r\nHost: a\r\n\r\n",
    "lines that end with LF": post("Content-Length: 2").replace("\r\n", "\n") + "{}",
    "a bare CR in a value": post("X: a\rContent-Length: 2") + "{}",
    "a NUL in a value": post("X: a\x00b", "Content-Length: 2") + "{}",
    "a NUL in a name": post("X\x00: a") + "{}",
    "a field without a colon": post("Content-Length 2") + "{}",
    "a field without a name": post(": 2") + "{}",
    "bytes before the request": "\x00\x00" + post("Content-Length: 2") + "{}",
    "two empty lines before it": "\r\n\r\n" + post("Content-Length: 2") + "{}",
    "HTTP/0.9": "GET /v1/callbacks/x\r\n",
    "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS on a plain port": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "CONNECT": "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
    "an expectation that nobody knows": post("Expect: magic", "Content-Length: 2") + "{}",
}
BODIES = {
    "an extension of 20 kB": "2;" + "x" * 20_000 + "\r\n{}\r\n0\r\n\r\n",
    "a trailer": "2\r\n{}\r\n0\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n",
    "a trailer that names a length": "2\r\n{}\r\n0\r\nContent-Length: 2\r\n\r\n",
    "a size with 0x": "0x2\r\n{}\r\n0\r\n\r\n",
    "a size with a plus": "+2\r\n{}\r\n0\r\n\r\n",
    "a size with a minus": "-2\r\n{}\r\n0\r\n\r\n",
    "a size after a blank": " 2\r\n{}\r\n0\r\n\r\n",
    "a size before a blank": "2 \r\n{}\r\n0\r\n\r\n",
    "a size of seventeen digits": "10000000000000002\r\n{}\r\n0\r\n\r\n",
    "no size": "\r\n{}\r\n0\r\n\r\n",
    "a size line that ends with LF": "2\n{}\r\n0\r\n\r\n",
    "a chunk that ends with LF": "2\r\n{}\n0\r\n\r\n",
    "a chunk longer than it says": "2\r\n{}}\r\n0\r\n\r\n",
    "an end without its last line": "2\r\n{}\r\n0\r\nGET",
}


async def refused(desk, data):
    connection = await RawConnection.open(desk.server.url)
    await connection.send((data + HIDDEN).encode("latin-1"))
    answer = await connection.answer()
    assert 400 <= answer.status < 500 and answer.status not in (401, 415), answer
    assert answer.headers["Connection"] == "close"
    assert await connection.closed(), "what was hidden behind it was answered"
    connection.close()


@pytest.mark.parametrize("data", HEADS.values(), ids=HEADS)
async def test_an_ambiguous_head_is_refused_and_the_connection_ends(desk, data):
    await refused(desk, data)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_ambiguous_chunks_are_refused_and_the_connection_ends(desk, body):
    await refused(desk, post("Transfer-Encoding: chunked") + body)
