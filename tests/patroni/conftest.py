"""Fixtures: the tools of tests/e2e and tests/standby, over three nodes of Patroni."""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, *(os.path.join(HERE, "..", name) for name in ("standby", "e2e", "support")),
                os.path.join(HERE, "../../deploy")]
from cell import Cell  # noqa: E402
from lib.running import run_coroutine_test  # noqa: E402
from nodes import Patroni  # noqa: E402

LIMIT_SECONDS = 600


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return run_coroutine_test(pyfuncitem, limit_seconds=LIMIT_SECONDS)


@pytest.fixture(name="patroni")
def _patroni():
    patroni = Patroni()
    try:
        patroni.start()
        yield patroni
    finally:
        patroni.end()


@pytest.fixture(name="cell")
def _cell(patroni):
    cell = Cell(patroni)
    yield cell
    cell.end()
