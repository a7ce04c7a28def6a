"""Scenarios of a full disk: the disk of PostgreSQL's data, of its write-ahead log, or of the server's own folder and
log."""
import contextlib
import os
import stat

import psycopg2

from lib.wait import moment, until

SEGMENTS_AT_ONCE = 20
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
REFUSED = "ALTER TABLE callback_event ADD CONSTRAINT nothing_more CHECK (false) NOT VALID"
REFUSED_NO_MORE = "ALTER TABLE callback_event DROP CONSTRAINT nothing_more"


async def _full(world, disk, use_up):
    async def is_stuck():
        disk.fill()   # also fills the space that PostgreSQL has freed by itself
        await use_up()
        return await world.readyz_is_503()
    try:
        await until(is_stuck, "the server's 503", 30)
        try:
            await world.website_hears_503()
        except AssertionError:   # a small batch still found room, so the server let the post in: wait until nothing fits
            await until(is_stuck, "the server's 503", 30)
            await world.website_hears_503()
    finally:
        disk.free()


async def data_disk_full(world, _chance):
    """The disk of the data is full: PostgreSQL refuses the next row that needs another page."""
    async def by_the_load():
        return None
    await _full(world, world.cluster.data_disk, by_the_load)


async def wal_disk_full(world, _chance):
    """The disk of the write-ahead log is full: PostgreSQL panics, and can start again only when there is room."""
    async def by_new_segments():
        with contextlib.suppress(psycopg2.OperationalError):
            for _ in range(SEGMENTS_AT_ONCE):   # segments that were made ahead still have room, so they are used up
                await world.cluster.run_sql("SELECT pg_logical_emit_message(false, '', ''), pg_switch_wal()")
    await _full(world, world.cluster.wal_disk, by_new_segments)


async def log_full(world, chance):
    """The disk of the server's log and folder is full: the server goes on without writing there."""
    await moment(chance.uniform(0, 0.03))
    generation, log = world.victim.generation, world.victim.server.log_path
    world.server_disk.fill()
    try:
        room = -os.path.getsize(log) % PAGE_BYTES   # the last page of the log still has this room
        most = os.path.getsize(log) + room
        await world.goes_on()
        assert world.server_disk.is_full() and os.path.getsize(log) <= most, "the log still grew: the disk was not full"
    finally:
        world.server_disk.free()
    assert world.victim.generation == generation, "it ended because its log was full"


async def batch_refused(world, chance):
    """Plays a bug in the server: PostgreSQL refuses a batch because of its content. The server writes the batch into a
    file that only its owner may read, and ends. In half of the runs there is no room for this file either."""
    server, generation = world.victim.server, world.victim.generation
    full = chance.random() < 0.5
    known = set(_dumps(server))
    if full:
        world.server_disk.fill()
    try:
        await world.cluster.run_sql(REFUSED, schema=server.schema)
        await world.victim.started_after(generation)
    finally:
        await world.cluster.run_sql(REFUSED_NO_MORE, schema=server.schema)
        world.server_disk.free()
    made = [path for path in _dumps(server) if path not in known]
    assert made or full, "the refused batch was not dumped"
    assert all(stat.S_IMODE(os.stat(path).st_mode) == 0o600 for path in made)
    for path in made:
        os.unlink(path)


def _dumps(server):
    return [os.path.join(server.folder, name) for name in os.listdir(server.folder) if name.startswith("refused-batch-")]
