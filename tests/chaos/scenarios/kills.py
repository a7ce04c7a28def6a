"""Scenarios of kill -9: of the server, of PostgreSQL, or of single backends of PostgreSQL."""
from lib.wait import moment

LONGEST_WAY_SECONDS = 0.03   # the longest time that a batch takes; the kill comes at a random moment within it
KILLED_AT_START = 0.2        # the share of kills after which a second kill comes while the server still starts


async def server_killed(world, chance):
    await moment(chance.uniform(0, LONGEST_WAY_SECONDS))
    world.victim.kill()
    if chance.random() < KILLED_AT_START:
        generation = world.victim.generation
        await world.victim.started_after(generation)
        await moment(chance.uniform(0, 0.2))
        world.victim.kill()


async def postgres_killed(world, chance):
    await moment(chance.uniform(0, LONGEST_WAY_SECONDS))
    await world.cluster.kill()


async def backend_terminated(world, chance):
    """Terminates one connection of the server: the connection that writes batches, or another one."""
    await moment(chance.uniform(0, LONGEST_WAY_SECONDS))
    await world.cluster.run_sql(
        "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE application_name = 'callbackd' "
        "ORDER BY (query LIKE '%%journal_commit%%') = %s DESC, pid LIMIT 1) one", chance.random() < 0.7)


async def backend_killed(world, chance):
    """Kills one process of PostgreSQL by kill -9. PostgreSQL then closes all connections and recovers."""
    await moment(chance.uniform(0, LONGEST_WAY_SECONDS))
    await world.cluster.kill_one_backend(chance)
