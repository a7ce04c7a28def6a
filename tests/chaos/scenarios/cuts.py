"""Faults of the network between the server and PostgreSQL, above all cuts in the middle of a commit."""
from lib.wait import moment

SLOW_SECONDS = (0.02, 0.1)


async def cut_before_commit(world, chance):
    await world.proxy.cut_next_commit(chance.choice(("before", "half")), reset=chance.random() < 0.5)


async def cut_in_commit(world, chance):
    """Leaves the result of a commit in doubt: PostgreSQL has the request, and the server has no answer."""
    await world.proxy.cut_next_commit(chance.choice(("sent", "answered")), reset=chance.random() < 0.5)


async def black_hole(world, chance):
    """For a time no bytes pass, while the connections stay open. Then the connections are cut, or all bytes arrive
    late."""
    await moment(chance.uniform(0, 0.03))
    world.proxy.swallow()
    try:
        await world.website_hears_503()
    finally:
        world.proxy.release(cut=chance.random() < 0.5)


async def slow_network(world, chance):
    world.proxy.delay_seconds = chance.uniform(*SLOW_SECONDS)
    try:
        await world.goes_on()
    finally:
        world.proxy.delay_seconds = 0
