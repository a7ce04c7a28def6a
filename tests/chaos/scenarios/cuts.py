"""What a network does between the server and PostgreSQL, most of all in the middle of a commit."""
from lib.wait import moment

SLOW_SECONDS = (0.02, 0.1)


async def cut_before_commit(world, chance):
    await world.proxy.cut_next_commit(chance.choice(("before", "half")), reset=chance.random() < 0.5)


async def cut_in_commit(world, chance):
    """In doubt: PostgreSQL has the request, the server has no answer."""
    await world.proxy.cut_next_commit(chance.choice(("sent", "answered")), reset=chance.random() < 0.5)


async def black_hole(world, chance):
    """Nothing arrives any more, on connections that stay open; then they are cut, or everything arrives late."""
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
