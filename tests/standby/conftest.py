"""Fixtures: the tools of tests/e2e, and a cell of one active server and its standbys."""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../e2e"), os.path.join(HERE, "../support"),
                os.path.join(HERE, "../../deploy")]
import postgres as support_postgres  # noqa: E402
from cell import Cell  # noqa: E402
from lib.running import run_coroutine_test  # noqa: E402


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return run_coroutine_test(pyfuncitem)


@pytest.fixture(name="postgres", scope="session")
def _postgres():
    with support_postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(name="own_postgres")
def _own_postgres():
    """A PostgreSQL that the test may stop."""
    with support_postgres.cluster() as cluster:
        yield cluster


@pytest.fixture(name="make_cell")
def _make_cell():
    cells = []

    def make(cluster, **options):
        cells.append(Cell(cluster, **options))
        return cells[-1]
    yield make
    for cell in cells:
        cell.end()


@pytest.fixture(name="cell")
def _cell(postgres, make_cell):
    return make_cell(postgres)
