"""kill -9 during posts and offers: nothing acknowledged is lost, nothing is worked twice."""
import asyncio
import random
from collections import Counter

from lib.database import Database
from lib.http import HttpClient
from lib.wait import moment, until, within
from victim import AGENTS, Victim
from website import Website
from worker import Worker

POSTS_BETWEEN_KILLS = 35
LONGEST_WAY_SECONDS = 0.03
END_SECONDS = 90


async def assassinate(victim, website, kills, chance):
    """Between any two kills some posts are acknowledged; then at any moment of a batch's way."""
    for number in range(1, kills + 1):
        await website.reaches(number * POSTS_BETWEEN_KILLS)
        await moment(chance.uniform(0, LONGEST_WAY_SECONDS))
        await victim.kill()


async def work_a_day(victim, database, kills, seed):
    """Everything posted, every kill done, every callback final."""
    async with HttpClient(victim.server.url) as http:
        website = Website(victim, http, POSTS_BETWEEN_KILLS * (kills + 1))
        workers = [Worker(victim, http, login, random.Random(f"{seed} {login}")) for login in AGENTS]
        at_work = [asyncio.ensure_future(worker.run()) for worker in workers]
        load = asyncio.gather(website.run(), assassinate(victim, website, kills, random.Random(seed)))
        await asyncio.wait({load, *at_work}, return_when=asyncio.FIRST_COMPLETED)
        raise_early_end(at_work)
        await load
        for worker in workers:
            worker.finishing = True

        async def all_final():
            raise_early_end(at_work)
            return database.live() == []
        await until(all_final, "the end of every callback", END_SECONDS)
        for worker in workers:
            worker.over = True
        await within(asyncio.gather(*at_work), "the end of the agents' day", 20)
        for worker in workers:
            await worker.agent.leave()
    return website, workers


def raise_early_end(at_work):
    for task in at_work:
        if task.done() and task.exception() is not None:
            raise task.exception()


def lost(database, website):
    """Acknowledged and not there, or there more than once."""
    made = database.rows("SELECT c.id::text AS id, p.attributes ->> 'order' AS number FROM callback c "
                         "JOIN callback_person p ON p.callback_id = c.id AND p.version = 1")
    by_number = Counter(row["number"] for row in made)
    ids = {row["id"]: row["number"] for row in made}
    return [key for key, callback_id in website.acknowledged.items()
            if ids.get(callback_id) != key.removeprefix("order-") or by_number[ids[callback_id]] != 1]


def not_done(database, workers):
    """mark_done was acknowledged, and the callback is not completed."""
    completed = {row["id"] for row in database.rows("SELECT id::text AS id FROM callback WHERE state = 'completed'")}
    return [each for worker in workers for each in worker.done if each not in completed]


def worked_twice(database, workers):
    closed = database.rows(
        "SELECT callback_id FROM callback_event WHERE type = 'interaction_closed' "
        "AND data::text LIKE '%%completed%%' GROUP BY 1 HAVING count(*) > 1")
    told = Counter(each for worker in workers for each in set(worker.done))
    dialled = database.rows("SELECT callback_id, interaction_number FROM call_attempt GROUP BY 1, 2 "
                            "HAVING count(*) > 1")
    return closed + [each for each, count in told.items() if count > 1] + dialled


async def test_nothing_acknowledged_is_lost_and_nothing_is_worked_twice(postgres, request, capsys):
    kills = request.config.getoption("--kills")
    victim = Victim(postgres)
    database = Database(victim.server.database_url, victim.server.schema)
    website, workers = await work_a_day(victim, database, kills, request.config.getoption("--seed"))
    gaps = [worker.agent.problem for worker in workers if worker.agent.problem is not None]
    lost_ones, twice = lost(database, website), worked_twice(database, workers)
    forgotten = not_done(database, workers)
    with capsys.disabled():
        print(f"\n{victim.kills} kills: acknowledged {len(website.acknowledged)} posts "
              f"({website.retries} repeated) and {sum(len(worker.done) for worker in workers)} mark_done "
              f"({sum(worker.asked_again for worker in workers)} requests repeated); "
              f"lost {len(lost_ones) + len(forgotten)}, worked twice {len(twice)}, gaps {len(gaps)}")
    assert victim.kills == kills
    assert len(website.acknowledged) == POSTS_BETWEEN_KILLS * (kills + 1)
    assert (lost_ones, forgotten, twice, gaps, website.changed_ids) == ([], [], [], [], [])
    database.hold_invariants()
    database.close()
    victim.server.end()
