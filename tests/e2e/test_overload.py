"""When PostgreSQL does not keep up, websites get 503 immediately. When it works again, the requests of agents come
first."""
import asyncio
import time

import psycopg2

from lib.agent import CHANNEL
from lib.wait import until


class HeldCell:
    """A lock on the row of the cell. While it is held, nothing can be committed."""

    def __init__(self, desk):
        self.connection = psycopg2.connect(desk.server.database_url)
        with self.connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{desk.server.schema}".cell FOR UPDATE')

    def release(self):
        self.connection.rollback()
        self.connection.close()


async def test_while_nothing_can_be_committed_a_post_is_503_at_once(own_desk):
    desk = own_desk
    alice = await desk.agent("alice", ready=False)
    waiting = await desk.post()
    held = HeldCell(desk)
    try:
        first = asyncio.ensure_future(desk.ask("POST", "/v1/callbacks", desk.body()))

        async def shed():
            probe = asyncio.ensure_future(desk.ask("GET", f"/v1/callbacks/{waiting['id']}"))
            done, _ = await asyncio.wait({probe}, timeout=0.2)
            if not done:
                return False
            return probe.result().status == 503
        await until(shed, "503 while the journal stalls")
        began = time.monotonic()
        answers = await asyncio.gather(
            *(desk.ask("POST", "/v1/callbacks", desk.body(), headers={"Idempotency-Key": f"k{number}"})
              for number in range(20)),
            *(desk.ask("POST", "/v1/callbacks", desk.body(), key="sk_" + "x" * 43) for _ in range(20)))
        took = time.monotonic() - began
        assert {answer.status for answer in answers} == {503}
        assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers)
        assert not first.done(), f"the journal still stood after {took:.1f} s"
        state = asyncio.ensure_future(alice.call("agent.set_state", channel=CHANNEL, state="ready"))
        again = await desk.ask("POST", "/v1/callbacks", desk.body())
        assert again.status == 503 and not state.done()
    finally:
        held.release()
    assert (await first).status == 201
    assert (await state)["state"] == "ready"
    assert (await desk.post())["state"] == "queued"
