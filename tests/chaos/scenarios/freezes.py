"""Freezes a process by SIGSTOP and thaws it by SIGCONT. A server that was frozen for longer than its lease must not
dial, and must not tell anyone anything, once another server may have taken over."""
from lib.wait import moment, until

SHORT_SECONDS = (0.05, 0.4)
STEAL = ("UPDATE cell SET epoch = epoch + 1, instance = 'thief', host = 'elsewhere', lease_until = 'epoch' "
         "WHERE lease_until <= clock_timestamp()")


async def server_frozen_briefly(world, chance):
    world.victim.freeze()
    await moment(chance.uniform(*SHORT_SECONDS))
    world.victim.thaw()


async def server_frozen_past_its_lease(world, chance):
    """Freezes the server until its lease is over. In half of the runs another server takes the cell over meanwhile. In
    half of the runs the server was just about to send something when it was frozen."""
    if chance.random() < 0.5:
        await world.proxy.next_commit()
    else:
        await moment(chance.uniform(0, 0.03))
    victim = world.victim
    generation = victim.generation
    victim.freeze()

    async def lease_is_over():
        rows = await world.cluster.run_sql("SELECT lease_until <= clock_timestamp() FROM cell",
                                           schema=victim.server.schema)
        return rows[0][0]
    await until(lease_is_over, "the end of the lease", 30)
    taken_over = chance.random() < 0.5
    if taken_over:
        await world.cluster.run_sql(STEAL, schema=victim.server.schema)
    victim.thaw(silent=taken_over)
    if taken_over:
        await victim.started_after(generation)
    assert victim.spoke == [], f"told after another server took over: {victim.spoke[:5]}"


async def postgres_frozen(world, chance):
    """Freezes PostgreSQL until a website's post is refused."""
    await moment(chance.uniform(0, 0.03))
    family = world.cluster.freeze()
    try:
        await world.website_hears_503()
    finally:
        world.cluster.thaw(family)
