"""PostgreSQL fails over under load: the postmaster of the primary is killed, then a whole node. Nothing acknowledged is lost."""
import asyncio
from collections import Counter

from cell import AGENTS
from lib.http import HttpClient
from lib.wait import until
from load import Website, Worker

POSTS_BETWEEN = 100
FAILOVER_SECONDS = 120


async def fail_over(patroni, website, how):
    """How long no post was acknowledged."""
    async def whole():
        return await asyncio.get_running_loop().run_in_executor(None, patroni.is_whole)
    await until(whole, "a leader with two standbys", FAILOVER_SECONDS)
    await website.acknowledges(POSTS_BETWEEN)
    how(patroni.leader())
    before = len(website.acknowledged)
    await website.acknowledges(POSTS_BETWEEN, FAILOVER_SECONDS)
    times = website.times[before - 1:]
    return max(later - earlier for earlier, later in zip(times, times[1:]))


async def test_nothing_acknowledged_is_lost_when_postgresql_fails_over(patroni, cell, capsys):
    active, standby = await cell.pair()
    async with HttpClient(active.url) as http:
        website = Website(active, http.session)
        workers = [Worker(active, http, login) for login in AGENTS]
        for worker in workers:
            worker.agent.patience_seconds = FAILOVER_SECONDS
            await worker.agent.token()
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
    assert standby.is_running()
    cell.database.hold_invariants()
