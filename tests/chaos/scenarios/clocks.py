"""Makes the server's wall clock jump, with libfaketime. Nobody notices this: deadlines follow the steady clock, and
the lease follows the clock of PostgreSQL."""
import os

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
JUMP_SECONDS = (-7200, -60, -2, 2, 60, 7200)


def environment(path):
    """The environment of a server whose wall clock differs from the real time by as many seconds as the file says."""
    jump_to(path, 0)
    return {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": path, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}


def jump_to(path, seconds):
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(f"{seconds:+d}\n")
    os.replace(path + ".new", path)


async def clock_jumps(world, chance):
    generation = world.victim.generation
    jump_to(world.clock_path, chance.choice(JUMP_SECONDS))
    await world.goes_on()
    assert world.victim.generation == generation, "the server ended when its clock jumped"
