"""TLS instead of plain HTTP on the same port: what is allowed, what is refused, and certificates that change while the
server runs."""
import asyncio
import json
import os
import re
import shutil
import socket
import ssl
import tempfile

import certificates
import pytest

from lib.desk import Desk
from lib.http import HttpClient, RawConnection
from lib.server import copied_server
from lib.site import shared_site
from lib.wait import until

TLS = '[tls]\ncertificate_file = "{}"\nkey_file = "{}"\n'
BESIDE_PLAIN_HTTP = TLS + "plain_http = true\n"


pytestmark = pytest.mark.filterwarnings("ignore:ssl.TLSVersion")   # Python too warns about the old versions


@pytest.fixture(name="folder", scope="module")
def _folder():
    folder = tempfile.mkdtemp(prefix="callbackd-tls-")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(name="secure_server", scope="module")
def _secure_server(postgres, folder):
    keys = certificates.make(folder)
    server = copied_server(postgres, shared_site(), BESIDE_PLAIN_HTTP.format(*keys)).start()
    server.plain_url = server.url
    server.url = server.url.replace("http:", "https:")
    server.trust = ssl.create_default_context(cafile=keys[0])
    yield server
    server.end()


@pytest.fixture(name="secure")
def _secure(secure_server):
    """A desk whose clients speak TLS, and trust only the certificate of this server."""
    return Desk(secure_server)


def address(server):
    return "127.0.0.1", int(server.url.rpartition(":")[2])


def handshake(server, minimum=None, maximum=None, alpn=(), ciphers=None):
    """Makes a handshake. Returns the (version, protocol, cipher) that the server agrees to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(f"{ciphers or 'DEFAULT'}:@SECLEVEL=0")   # the ciphers that this client offers
    context.minimum_version = minimum or ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = maximum or ssl.TLSVersion.MAXIMUM_SUPPORTED
    if alpn:
        context.set_alpn_protocols(alpn)
    with socket.create_connection(address(server), 10) as plain, context.wrap_socket(plain) as secure:
        return secure.version(), secure.selected_alpn_protocol(), secure.cipher()[0]


def subject(server):
    """The certificate that a new connection gets, as text."""
    return ssl.get_server_certificate(address(server))


async def reload(server, text):
    """Sends SIGHUP, and waits for a later line of the log that contains the text. Returns this line."""
    before = len(server.log())
    server.reload()

    async def it_does():
        return text in server.log()[before:]
    await until(it_does, f"{text!r} in the log")
    return next(line for line in server.log()[before:].splitlines() if text in line)


async def renew(server, folder):
    """Makes a new certificate and key, and lets the server load them. From now on the clients also trust the new
    certificate."""
    certificate, _ = certificates.make(folder)
    server.trust.load_verify_locations(certificate)
    return await reload(server, "tls.reloaded")


async def test_a_callback_is_posted_and_worked_over_tls(secure):
    alice = await secure.agent("alice")
    callback = await secure.post()
    hand = await alice.accepted(callback["id"])
    await alice.call("interaction.call", **hand)
    await alice.call_is("connected")
    await alice.call("interaction.mark_done", **hand, end_call=True)
    await secure.state_becomes(callback["id"], "completed")
    figures = secure.server.operator("/metrics")[1]
    assert re.search(r"^callbackd_tls_handshakes_total [1-9]", figures, re.MULTILINE)


async def test_plain_http_is_spoken_on_the_same_port(secure):
    connection = await RawConnection.open(secure.server.plain_url)
    await connection.send("GET /v1/callbacks/x HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (await connection.answer()).status == 401
    connection.close()


async def test_plain_http_is_refused_unless_the_configuration_asks_for_it_and_browsers_are_told(postgres, tmp_path):
    keys = certificates.make(str(tmp_path))
    server = copied_server(postgres, shared_site(), TLS.format(*keys)).start()
    try:
        connection = await RawConnection.open(server.url)
        await connection.send("GET /v1/callbacks/x HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = await connection.answer()
        assert (answer.status, answer.body["detail"]) == (400, "This port accepts only TLS.")
        assert await connection.closed()
        connection.close()
        assert handshake(server)[0] == "TLSv1.3"
        server.url, server.trust = server.url.replace("http:", "https:"), ssl.create_default_context(cafile=keys[0])
        async with HttpClient(server.url, server.trust) as http:
            answer = await http.ask("GET", "/v1/callbacks/x")
        assert answer.status == 401 and answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    finally:
        server.end()


async def test_tls_1_2_and_1_3_are_spoken_with_forward_secrecy_and_nothing_older(secure):
    versions = ssl.TLSVersion
    assert handshake(secure.server)[0] == "TLSv1.3"
    version, _, cipher = handshake(secure.server, maximum=versions.TLSv1_2)
    assert version == "TLSv1.2" and cipher.startswith("ECDHE-") and ("GCM" in cipher or "CHACHA" in cipher)
    for too_old in (versions.TLSv1, versions.TLSv1_1):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            handshake(secure.server, too_old, too_old)
    for weak in ("AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256"):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            handshake(secure.server, maximum=versions.TLSv1_2, ciphers=weak)


async def test_alpn_agrees_on_http_1_1_alone(secure):
    assert handshake(secure.server)[1] is None
    assert handshake(secure.server, alpn=["h2", "http/1.1"])[1] == "http/1.1"
    with pytest.raises((ssl.SSLError, ConnectionError)):
        handshake(secure.server, alpn=["h2"])


async def test_a_handshake_that_makes_no_progress_is_cut(secure):
    silent, halted = [await RawConnection.open(secure.server.plain_url) for _ in range(2)]
    await halted.send(b"\x16\x03\x01\x02\x00\x01")   # how a ClientHello of 512 bytes begins
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await asyncio.gather(silent.closed(), halted.closed()) == [True, True]
    assert 4.5 < loop.time() - began < 7
    figures = secure.server.operator("/metrics")[1]
    assert re.search(r"^callbackd_tls_handshakes_failed_total [1-9]", figures, re.MULTILINE)


async def test_bytes_that_are_no_handshake_get_an_alert_and_the_end(secure):
    for wrong in (b"\x16\x03\x01\x00\x05hello", b"\x16" * 600, b"\x16\x03\x00\xff\xff" + b"x" * 600):
        connection = await RawConnection.open(secure.server.plain_url)
        await connection.send(wrong)
        told = await asyncio.wait_for(connection.reader.read(), 10)
        assert told[:1] in (b"\x15", b""), told
        connection.close()
    assert (await secure.ask("GET", "/v1/callbacks/x")).status == 404


async def test_a_client_may_not_renegotiate(secure):
    process = await asyncio.create_subprocess_exec(
        "openssl", "s_client", "-connect", "%s:%d" % address(secure.server), "-tls1_2",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    said, _ = await asyncio.wait_for(process.communicate(b"R\n"), 15)
    assert b"RENEGOTIATING" in said
    assert b"no renegotiation" in said or b"handshake failure" in said, said[-600:]


async def test_large_answers_and_requests_in_any_pieces_are_whole(secure):
    reader, writer = await asyncio.open_connection(*address(secure.server), ssl=secure.server.trust)
    body = json.dumps(secure.body()).encode()
    body += b" " * (64 * 1024 - len(body))
    head = (f"POST /v1/callbacks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {secure.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()
    for byte in head:   # each byte in a TLS record of its own
        writer.write(bytes([byte]))
    writer.write(body)
    assert b" 201 " in await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    definition = await secure.ask("GET", "/v1/admin/definition", key=await secure.token("sue"))
    assert definition.status == 200 and len(definition.text) > 2000


async def test_pipelined_requests_that_share_a_record_are_all_answered(secure):
    reader, writer = await asyncio.open_connection(*address(secure.server), ssl=secure.server.trust)
    one = f"GET /v1/callbacks/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {secure.key}\r\n\r\n"
    writer.write((one * 100).encode())
    for _ in range(100):
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert head.startswith(b"HTTP/1.1 404 ")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()


# Tests of certificates that change while the server runs.

async def test_a_new_certificate_is_shown_after_sighup_and_open_connections_go_on(secure, folder):
    alice = await secure.agent("alice")
    first = subject(secure.server)
    assert "certificate_until=" in await renew(secure.server, folder)
    assert subject(secure.server) != first
    assert (await secure.post())["state"] == "queued"
    assert (await alice.not_ready("break"))["state"] == "not_ready"


def spoil(folder, harm):
    certificate, key = certificates.make(folder)
    if harm == "no file":
        os.remove(key)
    elif harm == "no PEM":
        with open(certificate, "w", encoding="ascii") as file:
            file.write("nothing\n")
    elif harm == "another key":
        os.replace(certificates.make(folder, "other")[1], key)
    elif harm == "others read it":
        os.chmod(key, 0o644)
    elif harm == "a passphrase":
        certificates.lock(key)
    else:
        certificates.make(folder, days=-1)


HARMS = {"no file": "No such file", "no PEM": "no start line", "another key": "key values mismatch",
         "others read it": "others can read or change the file", "a passphrase": "the key has a passphrase", "expired": "the certificate expired on"}


@pytest.mark.parametrize("harm, why", HARMS.items())
async def test_a_bad_pair_is_refused_by_name_and_the_former_stays(secure, folder, harm, why):
    first = subject(secure.server)
    spoil(folder, harm)
    line = await reload(secure.server, "tls.not_reloaded")
    assert folder in line and why in line, line
    assert subject(secure.server) == first
    await renew(secure.server, folder)


def test_a_bad_pair_at_the_start_ends_the_program_by_name(postgres, tmp_path):
    folder = str(tmp_path)
    server = copied_server(postgres, shared_site(), TLS.format(*certificates.make(folder)))
    for harm, why in HARMS.items():
        spoil(folder, harm)
        before = len(server.log()) if os.path.exists(server.log_path) else 0
        server.launch()
        assert server.ended() != 0
        said = server.log()[before:]
        assert f"tls: {folder}" in said and why in said, (harm, said)


async def test_without_tls_sighup_changes_nothing(desk):
    await reload(desk.server, "tls.nothing_to_reload")
    assert (await desk.post())["state"] == "queued"


def test_certificates_may_be_systemd_credentials(postgres, tmp_path, monkeypatch):
    for made, name in zip(certificates.make(str(tmp_path)), ("tls_certificate", "tls_key")):
        os.rename(made, tmp_path / name)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    server = copied_server(postgres, shared_site(), TLS.format("tls_certificate", "tls_key")).start()
    try:
        assert handshake(server)[0] == "TLSv1.3"
    finally:
        server.end()
