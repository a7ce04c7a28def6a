"""Waits with a limit. Where the server sends a message, clients wait for that message. until() asks again and again. It
is only for states that nobody announces, for example a process that starts, or a row of PostgreSQL."""
import asyncio

from waiting import PATIENCE

LIMIT_SECONDS = 10 * PATIENCE
FIRST_PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 0.1


async def within(awaitable, what, limit_seconds=LIMIT_SECONDS):
    try:
        return await asyncio.wait_for(awaitable, limit_seconds)
    except asyncio.TimeoutError:
        raise AssertionError(f"{what} did not come within {limit_seconds} s") from None


async def until(condition, what, limit_seconds=LIMIT_SECONDS):
    """Calls the coroutine function `condition` again and again until its result is true. Returns this result."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        if answer := await condition():
            return answer
        assert loop.time() < deadline, f"{what} did not come within {limit_seconds} s"
        nothing = loop.create_future()
        loop.call_later(pause, lambda future=nothing: future.done() or future.set_result(None))
        await nothing
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def moment(seconds):
    """Returns after `seconds`. It is for pauses, and for deadlines that nothing announces. A test that expects a
    message waits for the message instead."""
    reached = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(max(seconds, 0), lambda: reached.done() or reached.set_result(None))
    await reached
