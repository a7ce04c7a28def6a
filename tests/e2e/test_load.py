"""`callbackd load` against a running server: its report agrees with PostgreSQL."""
import asyncio
import json
import os

from lib.server import PROGRAM

AGENTS = ("alice", "bob")


async def load(desk, mode, *options):
    folder = desk.server.folder
    files = {"key": desk.server.keys["www"]["secret"], "tokens": "\n".join([await desk.token(login) for login in AGENTS])}
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text + "\n")
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "load", mode, "--url", desk.server.url, "--key", f"{folder}/key", "--tokens", f"{folder}/tokens",
        "--ids", f"{folder}/ids", *options, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    out, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return json.loads(out), said.decode()


def answered_ids(desk):
    with open(os.path.join(desk.server.folder, "ids"), encoding="ascii") as file:
        return file.read().split()


async def test_the_load_client_posts_works_and_counts_what_the_database_has(own_desk):
    out, said = await load(own_desk, "lifecycle", "--queue", "strict", "--disposition", "sold", "--connections", "4",
                           "--outstanding", "6", "--seconds", "0.5", "--first-number", "2025550000")
    assert out["completed_in_all"] == out["accepted_in_all"] > 0 and out["unfinished"] == 0
    assert out["errors"] == {} and out["agents"] == {"wanted": 2, "ready": 2, "ended": 0}
    assert set(out["kinds"]) == {"upgrade", "open", "ready", "post", "accept", "disposition", "done"}
    assert "measuring\nmeasured\n" in said and "done a second" in said
    ids = answered_ids(own_desk)
    assert len(set(ids)) == len(ids) == out["accepted_in_all"]
    for callback_id in ids:
        assert (await own_desk.look(callback_id))["state"] == "completed"


async def test_the_load_client_says_what_was_refused(own_desk):
    out, _ = await load(own_desk, "accept", "--queue", "nowhere", "--connections", "2", "--seconds", "0.2")
    assert out["accepted_in_all"] == 0 and set(out["errors"]) == {"post 422"}
    assert answered_ids(own_desk) == []
