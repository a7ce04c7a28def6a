"""Scenarios in which somebody else changes or locks the row of the cell."""
from lib.wait import moment

STEAL = "UPDATE cell SET epoch = epoch + 1, instance = 'thief', host = 'elsewhere', lease_until = 'epoch'"


async def lease_stolen(world, chance):
    """The epoch rises while a server works, as if another server had taken the cell. The server must end, and come
    back from what is committed."""
    await moment(chance.uniform(0, 0.03))
    generation = world.victim.generation
    await world.cluster.run_sql(STEAL, schema=world.victim.server.schema)
    await world.victim.started_after(generation)


async def cell_locked(world, chance):
    """A psql session locks the row of the cell, so nothing can be committed. The lock is held until a website gets
    503 for it."""
    await moment(chance.uniform(0, 0.03))
    async with world.cluster.holding("SELECT 1 FROM cell FOR UPDATE", world.victim.server.schema):
        await world.website_hears_503()
