"""The cell's row in other hands."""
from lib.wait import moment

STEAL = "UPDATE cell SET epoch = epoch + 1, instance = 'thief', host = 'elsewhere', lease_until = 'epoch'"


async def lease_stolen(world, chance):
    """The epoch rises under a working server: it must end, and come back from what is committed."""
    await moment(chance.uniform(0, 0.03))
    generation = world.victim.generation
    await world.cluster.run_sql(STEAL, schema=world.victim.server.schema)
    await world.victim.started_after(generation)


async def cell_locked(world, chance):
    """Somebody's psql session holds the cell's row: nothing can be committed, until a website gets 503 for it."""
    await moment(chance.uniform(0, 0.03))
    async with world.cluster.holding("SELECT 1 FROM cell FOR UPDATE", world.victim.server.schema):
        await world.website_hears_503()
