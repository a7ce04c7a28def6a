"""Runs coroutine tests: each in an event loop of its own, with its desk opened and cleared inside it."""
import asyncio
import inspect

from lib.desk import Desk
from lib.wait import PATIENCE

TEST_SECONDS = 60 * PATIENCE


def may_take(seconds):
    """Decorates a test that does much work before it ends. On an idle machine it takes far less than this limit."""
    def mark(test):
        test.limit_seconds = seconds * PATIENCE
        return test
    return mark


async def _run(test, arguments, limit_seconds):
    desks = [value for value in arguments.values() if isinstance(value, Desk)]
    if not desks:
        return await asyncio.wait_for(test(**arguments), limit_seconds)
    async with desks[0]:
        return await asyncio.wait_for(test(**arguments), limit_seconds)


def run_coroutine_test(item, limit_seconds=TEST_SECONDS):
    """For the hook pytest_pyfunc_call. If the test is a coroutine, runs it and returns True."""
    if not inspect.iscoroutinefunction(item.obj):
        return None
    names = inspect.signature(item.obj).parameters
    arguments = {name: item.funcargs[name] for name in names}
    asyncio.run(_run(item.obj, arguments, getattr(item.obj, "limit_seconds", limit_seconds)))
    return True
