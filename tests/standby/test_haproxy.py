"""Agents and websites know only the address of HAProxy. The active server goes away in every way, and nothing
acknowledged is lost."""
import asyncio
import signal
from collections import Counter

import aiohttp
import pytest

from front import HaProxy
from lib.http import HttpClient
from lib.agent import Agent
from lib.wait import until
from load import Website, Worker
from cell import AGENTS

POSTS_BETWEEN = 40
WAYS = (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM)


@pytest.fixture(name="front")
def _front(cell):
    cell.beside("two")
    front = HaProxy(cell.members).start()
    yield front
    front.end()


async def come_and_go(cell, website):
    """Ends the active server in each way. Each time the server comes back as the standby."""
    active, standby = cell.members
    for way in WAYS:
        await website.acknowledges(POSTS_BETWEEN)
        active.process.send_signal(way)
        await standby.becomes("active")
        if way == signal.SIGSTOP:
            active.thaw()
        await active.has_ended()
        active.launch()
        await active.becomes("standby")
        active, standby = standby, active
    await website.acknowledges(POSTS_BETWEEN)


async def serves(front):
    async with aiohttp.ClientSession() as session:
        async def is_up():
            async with session.get(front.url + "/v1/none") as answer:
                return answer.status == 404
        await until(is_up, "the proxy's first look at the servers")


async def test_nothing_acknowledged_is_lost_when_the_active_server_goes(cell, front, capsys):
    for member in cell.members:
        member.launch()
        await member.becomes("active" if member is cell.first else "standby")
    await serves(front)
    async with HttpClient(front.url) as http:
        website = Website(front, http.session)
        workers = [Worker(front, http, login) for login in AGENTS]
        for worker in workers:
            await worker.agent.token()
        posting = asyncio.ensure_future(website.run())
        working = [asyncio.ensure_future(worker.run()) for worker in workers]
        coming = asyncio.ensure_future(come_and_go(cell, website))
        await asyncio.wait({coming, posting, *working}, return_when=asyncio.FIRST_COMPLETED)
        website.over = True
        await asyncio.gather(coming, posting)

        async def all_done():
            return cell.database.live() == [] or any(task.done() for task in working)
        await until(all_done, "the end of every callback", 20)
        for worker in workers:
            worker.over = True
        await asyncio.gather(*working)
    made = Counter(row["key"] for row in cell.database.rows(
        "SELECT p.attributes ->> 'order' AS key FROM callback c JOIN callback_person p "
        "ON p.callback_id = c.id AND p.version = 1"))
    ids = {str(row["id"]) for row in cell.database.rows("SELECT id FROM callback")}
    completed = {str(row["id"]) for row in cell.database.rows("SELECT id FROM callback WHERE state = 'completed'")}
    done = [each for worker in workers for each in worker.done]
    with capsys.disabled():
        print(f"\nkill, stop, planned: {len(website.acknowledged)} posts acknowledged ({website.repeated} repeated), "
              f"{len(done)} marked done, {sum(worker.sessions for worker in workers)} sessions")
    assert [each for each in website.acknowledged.values() if each not in ids] == []
    assert [key for key in website.acknowledged if made[key] != 1] == []
    assert [each for each in done if each not in completed] == []
    assert all(worker.sessions > len(WAYS) for worker in workers)
    cell.database.hold_invariants()


async def test_without_an_active_server_the_proxy_says_when_to_ask_again(cell, front):
    async with HttpClient(front.url) as http:   # checks the proxy's own answer against the contract
        async def refused():
            body = {"queue": "nobody", "contact": {"phone": "+442079460018", "name": "Zelda Quux"}}
            answer = await http.ask("POST", "/v1/callbacks", body, key=front.keys["www"]["secret"])
            return answer.status == 503
        await until(refused, "the proxy's 503")
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await Agent(front, http, "alice").connect()
