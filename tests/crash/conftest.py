"""The options of the crash suite, and the tools of tests/e2e."""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../e2e"), os.path.join(HERE, "../support"),
                os.path.join(HERE, "../../deploy")]
import postgres as support_postgres  # noqa: E402
from lib.running import run_coroutine_test  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=10, help="how often the server is killed")
    parser.addoption("--seed", type=int, default=1, help="what the agents choose by")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return run_coroutine_test(pyfuncitem, limit_seconds=120 + 20 * pyfuncitem.config.getoption("--kills"))


@pytest.fixture(name="postgres", scope="session")
def _postgres():
    with support_postgres.cluster() as cluster:
        yield cluster
