"""Tests of the server's secrets. A secret file that others may read is refused. The server keeps no password in memory
for longer than it needs it."""
import os
import secrets
import subprocess
import time

import pytest

from lib.desk import Desk
from lib.http import HttpClient
from lib.server import PROGRAM, copied_server
from lib.site import shared_site

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="reads another process's memory")


LARGEST_BYTES = 1 << 34   # a larger mapping is a sanitizer's own
PIECE_BYTES = 1 << 26


def times_in_memory(pid, text):
    """How often the text is in the writable memory of the process."""
    found = 0
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if not rights.startswith("rw") or "[v" in line:
                continue
            begin, end = (int(each, 16) for each in span.split("-"))
            if end - begin > LARGEST_BYTES:
                continue
            try:
                for at in range(begin, end, PIECE_BYTES):   # each piece with the beginning of the next one
                    memory.seek(at)
                    piece = memory.read(min(PIECE_BYTES + len(text) - 1, end - at))
                    found += piece.count(text.encode())
            except OSError:   # a guard page
                continue
    return found


@as_root
async def test_after_a_login_no_password_is_left_in_the_servers_memory(own_desk):
    desk, server = own_desk, own_desk.server
    for length in (9, 14, 15, 40, 200):   # short texts are stored inside of string objects, long ones on the heap
        password = secrets.token_urlsafe(length)[:length]
        server.done("user", "--login", "alice", "--password-stdin", text=password + "\n")
        for _ in range(3):
            answer = await desk.ask("POST", "/v1/sessions", {"login": "alice", "password": password})
            assert answer.status == 201
        wrong = secrets.token_urlsafe(length)[:length]
        assert (await desk.ask("POST", "/v1/sessions", {"login": "alice", "password": wrong})).status == 401
        assert times_in_memory(server.process.pid, server.schema) > 0   # proves that the search finds a text that is there
        assert [times_in_memory(server.process.pid, each) for each in (password, wrong)] == [0, 0], length


@as_root
def test_no_core_is_dumped_and_no_debugger_of_the_same_user_looks_in(postgres, tmp_path):
    os.chmod(tmp_path, 0o711)
    for parent in tmp_path.parents[:2]:
        os.chmod(parent, 0o711)
    config = tmp_path / "callbackd.toml"
    config.write_text('[database]\nurl = "postgresql://joe@127.0.0.1:1/x"\n')
    process = subprocess.Popen([PROGRAM, "user", "--config", str(config), "--login", "a", "--password-stdin"],
                               stdin=subprocess.PIPE, stderr=subprocess.PIPE, user=NOBODY, group=NOBODY, extra_groups=[])
    try:   # the process waits for the password
        deadline = time.monotonic() + 20
        while os.stat(f"/proc/{process.pid}/environ").st_uid != 0:   # the files of a process that is not dumpable belong to root
            assert time.monotonic() < deadline and process.poll() is None
            os.sched_yield()
        with open(f"/proc/{process.pid}/limits", encoding="ascii") as limits:
            core = next(line for line in limits if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("mode", (0o604, 0o640, 0o666))
def test_a_server_key_that_others_read_ends_the_start_by_name(postgres, mode):
    server = copied_server(postgres, shared_site())
    path = os.path.join(server.folder, "server_key")
    os.chown(path, NOBODY, NOBODY) if mode == 0o640 else None
    os.chmod(path, mode)
    server.launch()
    assert server.ended() == 1
    assert path in server.log() and ("others can read" in server.log() or "another user" in server.log())
    server.end()


async def test_manage_tokens_of_the_previous_key_are_good_after_a_change_of_the_key(postgres):
    server = copied_server(postgres, shared_site()).start()
    folder = server.folder
    async with Desk(server) as desk:
        token = (await desk.post())["manage_token"]
    server.terminate()
    assert server.ended() == 0
    os.rename(f"{folder}/server_key", f"{folder}/server_key.previous")
    with open(os.open(f"{folder}/server_key", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    callback_id = f"{token[3:11]}-{token[11:15]}-{token[15:19]}-{token[19:23]}-{token[23:35]}"
    for previous, status in (("", 401), (f'server_key_previous_file = "{folder}/server_key.previous"\n', 200)):
        if previous:
            server.reconfigure("[log]", previous + "[log]")
        server.start()
        async with HttpClient(server.url) as http:
            answer = await http.ask("GET", f"/v1/callbacks/{callback_id}", key=token)
            assert answer.status == status, answer.text
        server.terminate()
        assert server.ended() == 0
    server.end()
