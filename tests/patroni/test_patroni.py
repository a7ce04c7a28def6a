"""PostgreSQL fails over under load: the postmaster of the primary is killed, then a whole node. Nothing acknowledged is lost."""
import asyncio
import contextlib
from collections import Counter

from cell import AGENTS
from front import HaProxy
from lib.http import HttpClient
from lib.wait import moment, until
from load import Website, Worker

POSTS_BETWEEN = 100
FAILOVER_SECONDS = 120
RESTART_SECONDS = 1


async def fail_over(patroni, website, how):
    """Lets PostgreSQL fail over by `how`. Returns for how long no post was acknowledged."""
    async def whole():
        return await asyncio.get_running_loop().run_in_executor(None, patroni.is_whole)
    await until(whole, "a leader with two standbys", FAILOVER_SECONDS)
    await website.acknowledges(POSTS_BETWEEN)
    how(patroni.leader())
    before = len(website.acknowledged)
    await website.acknowledges(POSTS_BETWEEN, FAILOVER_SECONDS)
    times = website.times[before - 1:]
    return max(later - earlier for earlier, later in zip(times, times[1:]))


async def keep_running(cell):
    """Starts servers again that have ended, as systemd does. A server that lost the cell ends, and comes back as the
    standby."""
    while True:
        for member in cell.members:
            if not member.is_running():
                member.launch()
        await moment(RESTART_SECONDS)


async def test_nothing_acknowledged_is_lost_when_postgresql_fails_over(patroni, cell, capsys):
    await cell.pair()
    front = HaProxy(cell.members).start()
    async with HttpClient(front.url) as http:
        website = Website(front, http.session)
        workers = [Worker(front, http, login) for login in AGENTS]
        for worker in workers:
            worker.agent.patience_seconds = FAILOVER_SECONDS
            async def has_token(agent=worker.agent):   # works once the proxy has looked at the servers
                with contextlib.suppress(AssertionError):
                    return await agent.token()
            await until(has_token, "a session token")
        keeping = asyncio.ensure_future(keep_running(cell))
        tasks = [asyncio.ensure_future(each.run()) for each in (website, *workers)]
        killed_postmaster = await fail_over(patroni, website, lambda node: node.kill_postmaster())
        killed_node = await fail_over(patroni, website, lambda node: node.kill())
        website.over = True
        await tasks[0]
        cell.look_again()

        async def all_done():
            return cell.database.live() == [] or any(task.done() for task in tasks[1:])
        await until(all_done, "the end of every callback", 60)
        for worker in workers:
            worker.over = True
        await asyncio.gather(*tasks)
        keeping.cancel()
    front.end()
    with capsys.disabled():
        print(f"\nno post acknowledged for: postmaster killed {killed_postmaster:.1f} s, node killed {killed_node:.1f} s; "
              f"{len(website.acknowledged)} posts ({website.repeated} repeated), "
              f"{sum(len(worker.done) for worker in workers)} marked done")
    made = Counter(row["key"] for row in cell.database.rows(
        "SELECT p.attributes ->> 'order' AS key FROM callback c JOIN callback_person p "
        "ON p.callback_id = c.id AND p.version = 1"))
    ids = {str(row["id"]) for row in cell.database.rows("SELECT id FROM callback")}
    completed = {str(row["id"]) for row in cell.database.rows("SELECT id FROM callback WHERE state = 'completed'")}
    assert [each for each in website.acknowledged.values() if each not in ids] == []
    assert [key for key in website.acknowledged if made[key] != 1] == []
    assert [each for worker in workers for each in worker.done if each not in completed] == []
    cell.database.hold_invariants()
